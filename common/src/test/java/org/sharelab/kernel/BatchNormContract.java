package org.sharelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.sharelab.kernel.Arrays32.normal;
import static org.sharelab.kernel.Arrays32.of;
import static org.sharelab.kernel.Arrays32.relativeError;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.Operation.Activation;

/** What every batch norm must do, by itself and of an activation, against plain loops in double. */
abstract class BatchNormContract extends KernelFixture {
  private static final double EPSILON = 1e-5;

  /** What a norm is of; no activation is the norm by itself. */
  private record Subject(Optional<Activation.Function> activation, BatchNormKernel kernel) {
    double[] activate(double[] u) {
      return activation.map(f -> Naive.map(u, v -> Naive.activation(f, v))).orElse(u);
    }

    double[] slopes(double[] u) {
      return activation
          .map(f -> Naive.map(u, v -> Naive.derivative(f, v)))
          .orElseGet(() -> Naive.map(u, v -> 1));
    }
  }

  private Stream<Subject> subjects(BatchShape shape) {
    Stream<Subject> fused =
        Arrays.stream(Activation.Function.values())
            .flatMap(
                f ->
                    kernels().activationNorm(shape, f, EPSILON).stream()
                        .map(kernel -> new Subject(Optional.of(f), kernel)));
    return Stream.concat(
        Stream.of(new Subject(Optional.empty(), kernels().batchNorm(shape, EPSILON))), fused);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void normalisesBatches(BatchShape shape) {
    double[] u = Naive.map(normal("u", shape.size()), value -> 3 * value + 2);
    double[] gamma = normal("gamma", shape.channels());
    double[] beta = normal("beta", shape.channels());
    subjects(shape)
        .forEach(
            subject -> {
              double[] x = subject.activate(u);
              BatchNormKernel.Statistics statistics = subject.kernel().statistics();
              Tensor y = tensor(shape);

              subject.kernel().forward(tensor(shape, u), of(gamma), of(beta), statistics, null, y);

              double[] mean = Naive.means(shape, x);
              double[] variance = Naive.variances(shape, x);
              double[] xhat = Naive.normalise(shape, x, mean, variance, EPSILON);
              assertThat(relativeError(plain(y), Naive.affine(shape, xhat, gamma, beta)))
                  .as("%s", subject.activation())
                  .isLessThan(TOLERANCE);
              checkUpdate(shape, statistics, mean, variance);
            });
  }

  private static void checkUpdate(
      BatchShape shape, BatchNormKernel.Statistics batch, double[] mean, double[] variance) {
    INDArray runningMean = of(new double[shape.channels()]);
    INDArray runningVariance = of(Naive.map(new double[shape.channels()], zero -> 1));

    batch.update(runningMean, runningVariance, 0.1);

    double unbiased = shape.perChannel() / (shape.perChannel() - 1.0);
    assertThat(relativeError(runningMean, Naive.map(mean, value -> 0.1 * value)))
        .isLessThan(TOLERANCE);
    double[] moved = Naive.map(variance, value -> 0.9 + 0.1 * unbiased * value);
    assertThat(relativeError(runningVariance, moved)).isLessThan(TOLERANCE);
  }

  /** In training into another tensor, in evaluation in place of the residual. */
  @ParameterizedTest
  @MethodSource("shapes")
  void addsResiduals(BatchShape shape) {
    double[] u = normal("u", shape.size());
    double[] residual = normal("residual", shape.size());
    double[] gamma = normal("gamma", shape.channels());
    double[] beta = normal("beta", shape.channels());
    subjects(shape)
        .forEach(
            subject -> {
              double[] x = subject.activate(u);
              double[] mean = Naive.means(shape, x);
              double[] variance = Naive.variances(shape, x);
              BatchNormKernel kernel = subject.kernel();
              Tensor y = tensor(shape);
              Tensor inPlace = tensor(shape, residual);

              kernel.forward(
                  tensor(shape, u),
                  of(gamma),
                  of(beta),
                  kernel.statistics(),
                  tensor(shape, residual),
                  y);
              kernel.evaluate(
                  tensor(shape, u), of(gamma), of(beta), of(mean), of(variance), inPlace, inPlace);

              double[] expected =
                  Naive.affine(
                      shape, Naive.normalise(shape, x, mean, variance, EPSILON), gamma, beta);
              Arrays.setAll(expected, k -> expected[k] + residual[k]);
              assertThat(relativeError(plain(y), expected)).isLessThan(TOLERANCE);
              assertThat(relativeError(plain(inPlace), expected)).isLessThan(TOLERANCE);
            });
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void normalisesWithGivenStatisticsInPlace(BatchShape shape) {
    double[] u = normal("u", shape.size());
    double[] gamma = normal("gamma", shape.channels());
    double[] beta = normal("beta", shape.channels());
    double[] mean = normal("mean", shape.channels());
    double[] variance = Naive.map(normal("variance", shape.channels()), v -> v * v + 0.5);
    subjects(shape)
        .forEach(
            subject -> {
              Tensor y = tensor(shape, u);

              subject.kernel().evaluate(y, of(gamma), of(beta), of(mean), of(variance), null, y);

              double[] xhat = Naive.normalise(shape, subject.activate(u), mean, variance, EPSILON);
              assertThat(relativeError(plain(y), Naive.affine(shape, xhat, gamma, beta)))
                  .as("%s", subject.activation())
                  .isLessThan(TOLERANCE);
            });
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void addsGradientsInPlaceOfTheGradient(BatchShape shape) {
    double[] u = normal("u", shape.size());
    double[] dy = normal("dy", shape.size());
    double[] gamma = normal("gamma", shape.channels());
    subjects(shape)
        .forEach(
            subject -> {
              double[] x = subject.activate(u);
              BatchNormKernel kernel = subject.kernel();
              BatchNormKernel.Statistics statistics = kernel.statistics();
              Tensor source = tensor(shape, u);
              Tensor gradient = tensor(shape, dy);
              INDArray dGamma = of(Naive.map(new double[shape.channels()], zero -> 1));
              INDArray dBeta = of(Naive.map(new double[shape.channels()], zero -> 1));
              INDArray dxSums = of(Naive.map(new double[shape.channels()], zero -> 1));

              kernel.forward(source, of(gamma), of(gamma), statistics, null, tensor(shape));
              kernel.backward(
                  source, gradient, of(gamma), statistics, gradient, dGamma, dBeta, dxSums);

              double[] dx =
                  Naive.multiply(
                      Naive.batchNormBackward(shape, x, dy, gamma, EPSILON), subject.slopes(u));
              assertThat(relativeError(plain(gradient), dx))
                  .as("%s", subject.activation())
                  .isLessThan(TOLERANCE);
              double[] xhat =
                  Naive.normalise(
                      shape, x, Naive.means(shape, x), Naive.variances(shape, x), EPSILON);
              double[] scale = Naive.channelSums(shape, Naive.multiply(dy, xhat));
              assertThat(relativeError(dGamma, Naive.map(scale, value -> value + 1)))
                  .isLessThan(TOLERANCE);
              double[] shift = Naive.channelSums(shape, dy);
              assertThat(relativeError(dBeta, Naive.map(shift, value -> value + 1)))
                  .isLessThan(TOLERANCE);
              // Sums of what cancels: relative to what was added.
              double[] sums = Naive.channelSums(shape, dx);
              double[] sizes = Naive.channelSums(shape, Naive.map(dx, Math::abs));
              double largest = Arrays.stream(sizes).max().orElseThrow();
              float[] added = dxSums.toFloatVector();
              for (int c = 0; c < sums.length; c++) {
                assertThat((double) added[c]).isCloseTo(1 + sums[c], within(1e-6 * (1 + largest)));
              }
            });
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void whatIsNotANumberSpoilsItsChannelOnly(BatchShape shape) {
    for (double broken : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] u = normal("u", shape.size());
      u[0] = broken;
      INDArray ones = of(Naive.map(new double[shape.channels()], zero -> 1));
      subjects(shape)
          .forEach(
              subject -> {
                BatchNormKernel kernel = subject.kernel();
                BatchNormKernel.Statistics statistics = kernel.statistics();
                Tensor source = tensor(shape, u);
                Tensor y = tensor(shape);
                Tensor du = tensor(shape);
                INDArray dGamma = of(new double[shape.channels()]);
                INDArray dBeta = of(new double[shape.channels()]);
                double[] dy = normal("dy", shape.size());

                kernel.forward(source, ones, ones, statistics, null, y);
                kernel.backward(
                    source, tensor(shape, dy), ones, statistics, du, dGamma, dBeta, null);

                float[] outputs = plain(y).reshape(shape.size()).toFloatVector();
                float[] gradients = plain(du).reshape(shape.size()).toFloatVector();
                for (int k = 0; k < outputs.length; k++) {
                  boolean spoiled = Naive.channel(shape, k) == 0;
                  assertThat(Float.isFinite(outputs[k])).isEqualTo(!spoiled);
                  assertThat(Float.isFinite(gradients[k])).isEqualTo(!spoiled);
                }
                assertThat(dGamma.getFloat(0)).isNaN();
                if (shape.channels() > 1) {
                  assertThat(dGamma.getFloat(1)).isFinite();
                }
              });
    }
  }
}
