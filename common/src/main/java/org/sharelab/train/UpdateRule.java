package org.sharelab.train;

import java.util.Optional;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * What an updater of Deeplearning4j does to a gradient, over short heap arrays.
 *
 * <p>Loops have one index and at most three arrays, so that the Java compiler vectorises them. The
 * formulas are the library's own (its operations {@code adam_updater}, {@code nesterovs_updater}
 * and {@code sgd_updater}), in float as there.
 */
sealed interface UpdateRule {

  /** Scalars that it remembers for each parameter. */
  int states();

  /** The learning rate of a step. */
  double learningRate(int iteration, int epoch);

  /**
   * Turns a mean gradient into what is to be subtracted from the parameters.
   *
   * @param state one array for each of {@link #states}, changed
   * @param length scalars of each array that count
   */
  void apply(float[] gradient, float[][] state, int length, int iteration, int epoch);

  /** The rule of an updater; empty for those that have none here. */
  static Optional<UpdateRule> of(IUpdater updater) {
    if (updater instanceof Adam adam) {
      return Optional.of(new Moments(adam));
    }
    if (updater instanceof Nesterovs nesterovs) {
      return Optional.of(new Momentum(nesterovs));
    }
    return updater instanceof Sgd sgd ? Optional.of(new Descent(sgd)) : Optional.empty();
  }

  /** Adam: state is the first and the second moment. */
  record Moments(Adam adam) implements UpdateRule {
    @Override
    public int states() {
      return 2;
    }

    @Override
    public double learningRate(int iteration, int epoch) {
      return adam.getLearningRate(iteration, epoch);
    }

    @Override
    public void apply(float[] gradient, float[][] state, int length, int iteration, int epoch) {
      average(gradient, state[0], length, (float) adam.getBeta1());
      averageSquares(gradient, state[1], length, (float) adam.getBeta2());
      float rate = correctedRate(iteration, epoch);
      quotient(gradient, state[0], state[1], length, rate, (float) adam.getEpsilon());
    }

    /** The learning rate with both bias corrections in it. */
    private float correctedRate(int iteration, int epoch) {
      int step = iteration + 1;
      double first = 1 - Math.pow(adam.getBeta1(), step);
      double second = 1 - Math.pow(adam.getBeta2(), step);
      return (float) (learningRate(iteration, epoch) * Math.sqrt(second) / first);
    }

    private static void average(float[] g, float[] m, int length, float beta) {
      float rest = 1 - beta;
      for (int i = 0; i < length; i++) {
        m[i] = beta * m[i] + g[i] * rest;
      }
    }

    private static void averageSquares(float[] g, float[] v, int length, float beta) {
      float rest = 1 - beta;
      for (int i = 0; i < length; i++) {
        v[i] = beta * v[i] + g[i] * g[i] * rest;
      }
    }

    private static void quotient(
        float[] g, float[] m, float[] v, int length, float rate, float epsilon) {
      for (int i = 0; i < length; i++) {
        g[i] = m[i] * rate / ((float) Math.sqrt(v[i]) + epsilon);
      }
    }
  }

  /** Nesterov's momentum: state is the velocity. */
  record Momentum(Nesterovs nesterovs) implements UpdateRule {
    @Override
    public int states() {
      return 1;
    }

    @Override
    public double learningRate(int iteration, int epoch) {
      return nesterovs.getLearningRate(iteration, epoch);
    }

    @Override
    public void apply(float[] gradient, float[][] state, int length, int iteration, int epoch) {
      float momentum = (float) nesterovs.currentMomentum(iteration, epoch);
      float rate = (float) learningRate(iteration, epoch);
      float[] velocity = state[0];
      for (int i = 0; i < length; i++) {
        float before = momentum * velocity[i];
        float after = before - rate * gradient[i];
        velocity[i] = after;
        gradient[i] = before - (1 + momentum) * after;
      }
    }
  }

  /** Plain descent. */
  record Descent(Sgd sgd) implements UpdateRule {
    @Override
    public int states() {
      return 0;
    }

    @Override
    public double learningRate(int iteration, int epoch) {
      return sgd.getLearningRate(iteration, epoch);
    }

    @Override
    public void apply(float[] gradient, float[][] state, int length, int iteration, int epoch) {
      float rate = (float) learningRate(iteration, epoch);
      for (int i = 0; i < length; i++) {
        gradient[i] *= rate;
      }
    }
  }
}
