package org.sharelab.kernel;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sharelab.kernel.Planes.Stage;

/**
 * Batch norm of an activation, y = norm(f(u)) + r, and its backward pass in Java.
 *
 * <p>oneDNN's norm makes one pass over memory for the activation, two for the norm, one for the sum
 * and as many back, and it rounds the means of the gradient to single precision. That shifts all
 * gradients of a channel by one amount, and where later sums over the channel cancel (biases,
 * shifts of earlier norms) they come out wrong by 1e-4 and more. Here statistics are double, and
 * what rounding the means to float loses is given back as one more term:
 *
 * <pre>dx = a (dy - m) + b (x - mean) + rest, a = gamma / deviation, b = -a cov(dy, x) / variance
 * </pre>
 *
 * <p>Memory is read as B x C / X x cells x X, X channels lying together, and one plane of X
 * channels is finished before the next: of its two passes the second finds it in the second-level
 * cache.
 */
final class StagedBatchNorm {
  private final int block;
  private final int channels;
  private final double count;
  private final double epsilon;
  private final Planes planes;
  private final StagedLoops loops;
  private final StagedFunction activation;

  private final float[] u = new float[StagedLoops.CHUNK];
  private final float[] x = new float[StagedLoops.CHUNK];
  private final float[] d = new float[StagedLoops.CHUNK];
  private final float[] dy = new float[StagedLoops.CHUNK];
  private final LaneSums sums;
  private final LaneSums products;
  private final float[] mean;
  private final float[] scale;
  private final float[] offset;
  private final StagedLoops.Gradient gradient;

  /**
   * @param block channels that lie together, X
   * @param activation what is applied before the norm, f
   */
  StagedBatchNorm(
      BatchShape shape, int block, double epsilon, StagedLoops loops, StagedFunction activation) {
    this.block = block;
    this.channels = shape.channels();
    this.count = shape.perChannel();
    this.epsilon = epsilon;
    this.planes = Planes.of(shape, block);
    this.loops = loops;
    this.activation = activation;
    int lanes = loops.lanes();
    sums = new LaneSums(block, loops);
    products = new LaneSums(block, loops);
    mean = new float[lanes];
    scale = new float[lanes];
    offset = new float[lanes];
    gradient = new StagedLoops.Gradient(mean, new float[lanes], scale, new float[lanes], offset);
  }

  /** Mean and variance of each channel, [C], divided by the number of its scalars. */
  record Moments(double[] means, double[] variances) {
    Moments(int channels) {
      this(new double[channels], new double[channels]);
    }
  }

  /**
   * What a backward pass adds up, [C].
   *
   * @param dGamma sum dy xhat
   * @param dBeta sum dy
   * @param du sum of the gradient with respect to u
   */
  record Sums(double[] dGamma, double[] dBeta, double[] du) {
    Sums(int channels) {
      this(new double[channels], new double[channels], new double[channels]);
    }
  }

  /**
   * Normalises with the batch's own statistics.
   *
   * @param residual r; null for none
   * @param moments receives the statistics of f(u)
   */
  void forward(
      FloatBuffer inputs,
      float[] gamma,
      float[] beta,
      Moments moments,
      FloatBuffer residual,
      FloatBuffer outputs) {
    // f(u) waits in the output's place for the second pass.
    FloatBuffer activated = activation.isIdentity() ? inputs : outputs;
    List<Stage> measuring = new ArrayList<>();
    measuring.add((start, length) -> inputs.get(start, u, 0, length));
    measuring.add((start, length) -> activation.value(u, x, length));
    if (activated != inputs) {
      measuring.add((start, length) -> activated.put(start, x, 0, length));
    }
    measuring.add(
        (start, length) -> loops.addMoments(x, length, mean, sums.partial(), products.partial()));
    measuring.add(sums::foldSometimes);
    measuring.add(products::foldSometimes);
    List<Stage> normalizing = new ArrayList<>();
    normalizing.add((start, length) -> activated.get(start, x, 0, length));
    addNormalizing(normalizing, residual, outputs);
    for (int plane = 0; plane < planes.count(); plane++) {
      estimateMeans(plane, inputs);
      planes.run(plane, measuring);
      finishMoments(plane, moments);
      prepare(plane, gamma, beta, moments);
      planes.run(plane, normalizing);
    }
  }

  /** Normalises with given statistics; the output may take the place of an input. */
  void evaluate(
      FloatBuffer inputs,
      float[] gamma,
      float[] beta,
      Moments moments,
      FloatBuffer residual,
      FloatBuffer outputs) {
    List<Stage> stages = new ArrayList<>();
    stages.add((start, length) -> inputs.get(start, u, 0, length));
    stages.add((start, length) -> activation.value(u, x, length));
    addNormalizing(stages, residual, outputs);
    for (int plane = 0; plane < planes.count(); plane++) {
      prepare(plane, gamma, beta, moments);
      planes.run(plane, stages);
    }
  }

  private void addNormalizing(List<Stage> stages, FloatBuffer residual, FloatBuffer outputs) {
    stages.add((start, length) -> loops.normalize(x, length, mean, scale, offset));
    if (residual != null) {
      stages.add((start, length) -> residual.get(start, u, 0, length));
      stages.add((start, length) -> loops.add(u, x, length));
    }
    stages.add((start, length) -> outputs.put(start, x, 0, length));
  }

  /** Per-channel numbers of y = scale (x - mean) + offset; padding channels stay 0. */
  private void prepare(int plane, float[] gamma, float[] beta, Moments moments) {
    int first = plane * block;
    for (int lane = 0; lane < block; lane++) {
      int channel = first + lane;
      boolean real = channel < channels;
      double average = real ? moments.means[channel] : 0;
      double factor = real ? gamma[channel] * inverseDeviation(moments, channel) : 0;
      mean[lane] = (float) average;
      scale[lane] = (float) factor;
      offset[lane] = real ? (float) (beta[channel] + factor * (mean[lane] - average)) : 0f;
    }
    repeat(mean);
    repeat(scale);
    repeat(offset);
  }

  private double inverseDeviation(Moments moments, int channel) {
    return 1 / Math.sqrt(moments.variances[channel] + epsilon);
  }

  /**
   * Statistics are sums of f(u) - k and its square, k being the mean of the first chunk: without it
   * the difference of two large numbers would lose digits. Here k goes where means belong.
   */
  private void estimateMeans(int plane, FloatBuffer inputs) {
    int some = planes.firstLength();
    sums.clear();
    inputs.get(planes.first(plane), u, 0, some);
    activation.value(u, x, some);
    loops.addSums(x, some, sums.partial());
    sums.fold();
    for (int lane = 0; lane < block; lane++) {
      mean[lane] = (float) (sums.total(lane) * block / some);
    }
    repeat(mean);
    sums.clear();
    products.clear();
  }

  private void finishMoments(int plane, Moments moments) {
    sums.fold();
    products.fold();
    int first = plane * block;
    for (int lane = 0; lane < block && first + lane < channels; lane++) {
      double average = sums.total(lane) / count;
      moments.means[first + lane] = mean[lane] + average;
      moments.variances[first + lane] =
          Math.max(0, products.total(lane) / count - average * average);
    }
  }

  /**
   * Writes the gradient with respect to u, which may take the place of dy.
   *
   * @param moments of the forward pass
   * @param sumsOf receives the other gradients
   */
  void backward(
      FloatBuffer inputs,
      FloatBuffer gradients,
      float[] gamma,
      Moments moments,
      FloatBuffer results,
      Sums sumsOf) {
    Stage loadInputs = (start, length) -> inputs.get(start, u, 0, length);
    Stage loadGradients = (start, length) -> gradients.get(start, dy, 0, length);
    Stage activate = (start, length) -> activation.value(u, x, length);
    List<Stage> reducing =
        List.of(
            loadInputs,
            loadGradients,
            activate,
            (start, length) ->
                loops.addProducts(x, dy, length, mean, sums.partial(), products.partial()),
            sums::foldSometimes,
            products::foldSometimes);
    List<Stage> transforming =
        List.of(
            loadInputs,
            loadGradients,
            activate,
            (start, length) -> activation.derivative(u, d, length),
            (start, length) -> loops.normGradient(x, d, dy, length, gradient),
            (start, length) -> loops.addSums(dy, length, sums.partial()),
            sums::foldSometimes,
            (start, length) -> results.put(start, dy, 0, length));
    for (int plane = 0; plane < planes.count(); plane++) {
      int first = plane * block;
      for (int lane = 0; lane < block; lane++) {
        mean[lane] = first + lane < channels ? (float) moments.means[first + lane] : 0f;
      }
      repeat(mean);
      sums.clear();
      products.clear();
      planes.run(plane, reducing);
      sums.fold();
      products.fold();
      prepareGradient(plane, gamma, moments, sumsOf);
      sums.clear();
      planes.run(plane, transforming);
      sums.fold();
      for (int lane = 0; lane < block && first + lane < channels; lane++) {
        sumsOf.du[first + lane] = sums.total(lane);
      }
    }
  }

  private void prepareGradient(int plane, float[] gamma, Moments moments, Sums sumsOf) {
    int first = plane * block;
    for (int lane = 0; lane < block; lane++) {
      int channel = first + lane;
      boolean real = channel < channels;
      double inverse = real ? inverseDeviation(moments, channel) : 0;
      double factor = real ? gamma[channel] * inverse : 0;
      double average = sums.total(lane) / count;
      // The float mean is not the exact one: correct both the covariance and the offset by it.
      double drift = real ? moments.means[channel] - mean[lane] : 0;
      double covariance = products.total(lane) / count - average * drift;
      double slope = -factor * inverse * inverse * covariance;
      gradient.gradientMean()[lane] = (float) average;
      gradient.a()[lane] = (float) factor;
      gradient.b()[lane] = (float) slope;
      gradient.rest()[lane] =
          (float) ((float) factor * ((float) average - average) - (float) slope * drift);
      if (real) {
        sumsOf.dBeta[channel] = sums.total(lane);
        sumsOf.dGamma[channel] = (products.total(lane) - sums.total(lane) * drift) * inverse;
      }
    }
    repeat(gradient.gradientMean());
    repeat(gradient.a());
    repeat(gradient.b());
    repeat(gradient.rest());
  }

  /** Continues an array with its first X scalars. */
  private void repeat(float[] lanes) {
    for (int i = block; i < lanes.length; i += block) {
      System.arraycopy(lanes, 0, lanes, i, Math.min(block, lanes.length - i));
    }
  }
}
