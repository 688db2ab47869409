package org.sharelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sharelab.kernel.Arrays32.empty;
import static org.sharelab.kernel.Arrays32.normal;
import static org.sharelab.kernel.Arrays32.of;
import static org.sharelab.kernel.Arrays32.relativeError;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.Operation.Activation;
import org.sharelab.model.Operation.Convolution;

/**
 * What every implementation of the convolutional primitives must do, against plain loops in double
 * precision.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KernelsContract extends KernelFixture {
  static Stream<ConvolutionShape> convolutions() {
    return Stream.of(
        // Patch embeddings of colour and grey images, read from plain memory.
        plain(BatchShape.of(4, 3, 8, 8), Convolution.patches(16, 2, true)),
        plain(BatchShape.of(2, 1, 28, 28), Convolution.patches(32, 2, true)),
        plain(BatchShape.of(1, 3, 9, 9), Convolution.same(20, 3, 2, 1, false)),
        // Pointwise.
        inner(BatchShape.of(3, 32, 7, 7), Convolution.pointwise(32, true)),
        inner(BatchShape.of(2, 20, 5, 7), Convolution.pointwise(12, true)),
        inner(BatchShape.of(2, 1, 5, 5), Convolution.pointwise(1, true)),
        inner(BatchShape.of(1, 24, 1, 1), Convolution.pointwise(6, true)),
        // Depthwise: odd and even kernels, odd images, stride, channels that fill no block.
        inner(BatchShape.of(4, 32, 8, 8), Convolution.same(32, 5, 1, 32, true)),
        inner(BatchShape.of(2, 16, 14, 14), Convolution.same(16, 9, 1, 16, true)),
        inner(BatchShape.of(1, 20, 7, 7), Convolution.same(20, 3, 1, 20, true)),
        inner(BatchShape.of(3, 5, 6, 6), Convolution.same(5, 3, 1, 5, false)),
        inner(BatchShape.of(2, 16, 9, 9), Convolution.same(16, 4, 1, 16, true)),
        inner(BatchShape.of(2, 24, 8, 8), Convolution.same(24, 2, 1, 24, true)),
        inner(BatchShape.of(2, 16, 9, 9), Convolution.same(16, 3, 2, 16, true)),
        inner(BatchShape.of(2, 20, 8, 8), Convolution.same(20, 5, 2, 20, false)),
        inner(BatchShape.of(2, 16, 4, 4), Convolution.same(16, 7, 1, 16, true)),
        inner(BatchShape.of(2, 32, 5, 8), Convolution.same(32, 3, 1, 32, true)),
        // Dense, strided, grouped.
        inner(BatchShape.of(2, 16, 6, 6), Convolution.same(32, 3, 1, 1, false)),
        inner(BatchShape.of(2, 12, 7, 7), Convolution.same(20, 3, 2, 1, true)),
        inner(BatchShape.of(2, 16, 8, 8), new Convolution(32, 1, 2, 0, 0, 1, false)),
        inner(BatchShape.of(2, 16, 8, 8), Convolution.same(16, 2, 1, 1, true)),
        inner(BatchShape.of(2, 32, 6, 6), Convolution.same(32, 3, 1, 2, true)),
        inner(BatchShape.of(2, 12, 6, 6), Convolution.same(24, 3, 1, 4, false)));
  }

  private static ConvolutionShape plain(BatchShape input, Convolution operation) {
    return new ConvolutionShape(input, operation, Layout.PLAIN);
  }

  private static ConvolutionShape inner(BatchShape input, Convolution operation) {
    return new ConvolutionShape(input, operation, Layout.NATIVE);
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolvesForward(ConvolutionShape shape) {
    double[] x = normal("x", shape.input().size());
    double[] w = normal("w", ConvolutionGradient.weightSize(shape));
    double[] b = shape.operation().bias() ? normal("b", shape.operation().outChannels()) : null;
    ConvolutionKernel kernel = kernels().convolution(shape);
    Tensor y = tensor(shape.output());

    kernel.forward(source(shape, x), packed(kernel, shape, w), b == null ? null : of(b), y);

    assertThat(relativeError(plain(y), Naive.convolution(shape, x, w, b))).isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolvesBackwardToData(ConvolutionShape shape) {
    if (shape.source() == Layout.PLAIN) {
      return; // Images have no gradient.
    }
    double[] dy = normal("dy", shape.output().size());
    double[] w = normal("w", ConvolutionGradient.weightSize(shape));
    ConvolutionKernel kernel = kernels().convolution(shape);
    Tensor dx = tensor(shape.input());

    kernel.backwardData(tensor(shape.output(), dy), packed(kernel, shape, w), dx);

    assertThat(relativeError(plain(dx), Naive.convolutionBackwardData(shape, dy, w)))
        .isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void addsGradientsOfDataWhereItCan(ConvolutionShape shape) {
    ConvolutionKernel kernel = kernels().convolution(shape);
    if (!kernel.addsBackwardData()) {
      return;
    }
    double[] dy = normal("dy", shape.output().size());
    double[] w = normal("w", ConvolutionGradient.weightSize(shape));
    double[] before = normal("before", shape.input().size());
    Tensor kept = tensor(shape.input(), before);
    Tensor apart = tensor(shape.input());
    Tensor inPlace = tensor(shape.input(), before);
    ConvolutionKernel.PackedWeight packed = packed(kernel, shape, w);

    kernel.addBackwardData(tensor(shape.output(), dy), packed, kept, apart);
    kernel.addBackwardData(tensor(shape.output(), dy), packed, inPlace, inPlace);

    double[] sum = Naive.convolutionBackwardData(shape, dy, w);
    Arrays.setAll(sum, k -> sum[k] + before[k]);
    assertThat(relativeError(plain(apart), sum)).isLessThan(TOLERANCE);
    assertThat(relativeError(plain(inPlace), sum)).isLessThan(TOLERANCE);
    assertThat(relativeError(plain(kept), before)).isZero();
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void addsConvolutionGradients(ConvolutionShape shape) {
    double[] x = normal("x", shape.input().size());
    double[] dy = normal("dy", shape.output().size());
    boolean bias = shape.operation().bias();
    INDArray dw = empty(shape.weightDimensions());
    INDArray db = bias ? empty(shape.operation().outChannels()) : null;
    ConvolutionKernel kernel = kernels().convolution(shape);
    Tensor source = source(shape, x);
    Tensor gradient = tensor(shape.output(), dy);

    kernel.backwardWeights(source, gradient, dw, db);
    kernel.backwardWeights(source, gradient, dw, db);

    double[] once = Naive.convolutionBackwardWeights(shape, x, dy);
    assertThat(relativeError(dw, Naive.map(once, value -> 2 * value))).isLessThan(TOLERANCE);
    if (bias) {
      double[] sums = Naive.channelSums(shape.output(), dy);
      assertThat(relativeError(db, Naive.map(sums, value -> 2 * value))).isLessThan(TOLERANCE);
    }
  }

  @Test
  void readsAndWritesViewsAtTheirOffsets() {
    ConvolutionShape shape =
        inner(BatchShape.of(2, 16, 6, 6), Convolution.same(16, 3, 1, 16, true));
    double[] all = normal("parameters", 5 + 144 + 16);
    INDArray flat = of(all);
    INDArray gradients = empty(all.length);
    double[] x = normal("x", shape.input().size());
    ConvolutionKernel kernel = kernels().convolution(shape);
    ConvolutionKernel.PackedWeight weight = kernel.pack();
    Tensor y = tensor(shape.output());
    Tensor source = tensor(shape.input(), x);

    weight.load(slice(flat, 5, 149).reshape('c', 16, 1, 3, 3));
    kernel.forward(source, weight, slice(flat, 149, 165), y);
    kernel.backwardWeights(
        source,
        source,
        slice(gradients, 5, 149).reshape('c', 16, 1, 3, 3),
        slice(gradients, 149, 165));

    double[] w = Arrays.copyOfRange(all, 5, 149);
    double[] b = Arrays.copyOfRange(all, 149, 165);
    assertThat(relativeError(plain(y), Naive.convolution(shape, x, w, b))).isLessThan(TOLERANCE);
    assertThat(slice(gradients, 0, 5).toFloatVector()).containsOnly(0f);
    assertThat(
            relativeError(slice(gradients, 5, 149), Naive.convolutionBackwardWeights(shape, x, x)))
        .isLessThan(TOLERANCE);
    assertThat(relativeError(slice(gradients, 149, 165), Naive.channelSums(shape.input(), x)))
        .isLessThan(TOLERANCE);
  }

  private static INDArray slice(INDArray flat, long from, long to) {
    return flat.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(from, to));
  }

  @Test
  void convolutionPassesOnWhatIsNotANumber() {
    ConvolutionShape shape =
        inner(BatchShape.of(1, 16, 5, 5), Convolution.same(16, 3, 1, 16, true));
    double[] x = normal("x", shape.input().size());
    x[Naive.at(shape.input(), 0, 3, 2, 2)] = Double.NaN;
    x[Naive.at(shape.input(), 0, 4, 2, 2)] = Double.POSITIVE_INFINITY;
    ConvolutionKernel kernel = kernels().convolution(shape);
    Tensor y = tensor(shape.output());

    kernel.forward(
        tensor(shape.input(), x), packed(kernel, shape, normal("w", 144)), of(new double[16]), y);

    float[] result = plain(y).reshape(shape.output().size()).toFloatVector();
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        boolean reached = Math.abs(i - 2) <= 1 && Math.abs(j - 2) <= 1;
        assertThat(Float.isNaN(result[Naive.at(shape.output(), 0, 3, i, j)])).isEqualTo(reached);
        assertThat(Float.isInfinite(result[Naive.at(shape.output(), 0, 4, i, j)]))
            .isEqualTo(reached);
        assertThat(result[Naive.at(shape.output(), 0, 5, i, j)]).isFinite();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.Function.class)
  void activates(Activation.Function function) {
    BatchShape shape = BatchShape.of(3, 20, 9, 7);
    double[] x = Naive.map(normal("x", shape.size()), value -> 3 * value);
    Tensor y = tensor(shape);

    kernels().activation(shape, Layout.NATIVE, function).forward(tensor(shape, x), y);

    assertThat(relativeError(plain(y), Naive.map(x, v -> Naive.activation(function, v))))
        .isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @EnumSource(Activation.Function.class)
  void activatesBackwardInPlace(Activation.Function function) {
    BatchShape shape = BatchShape.of(3, 20, 9, 7);
    double[] x = Naive.map(normal("x", shape.size()), value -> 3 * value);
    double[] dy = normal("dy", shape.size());
    Tensor gradient = tensor(shape, dy);

    kernels()
        .activation(shape, Layout.NATIVE, function)
        .backward(tensor(shape, x), gradient, gradient);

    double[] derivative = Naive.map(x, v -> Naive.derivative(function, v));
    assertThat(relativeError(plain(gradient), Naive.multiply(dy, derivative)))
        .isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @EnumSource(Activation.Function.class)
  void activationPassesOnWhatIsNotANumber(Activation.Function function) {
    BatchShape shape = BatchShape.of(1, 16, 2, 2);
    double[] x = normal("x", shape.size());
    x[5] = Double.NaN;
    x[6] = Double.POSITIVE_INFINITY;
    Tensor y = tensor(shape);
    Tensor gradient = tensor(shape, Naive.map(x, value -> 1));

    kernels().activation(shape, Layout.NATIVE, function).forward(tensor(shape, x), y);
    double[] broken = normal("dy", shape.size());
    broken[9] = Double.NaN;
    Tensor brokenGradient = tensor(shape, broken);
    double[] sound = normal("x", shape.size());
    kernels()
        .activation(shape, Layout.NATIVE, function)
        .backward(tensor(shape, Naive.map(sound, Math::abs)), brokenGradient, gradient);

    float[] result = plain(y).reshape(shape.size()).toFloatVector();
    assertThat(result[5]).isNaN();
    assertThat(result[6]).isEqualTo((float) Naive.activation(function, Double.POSITIVE_INFINITY));
    assertThat(result[7]).isFinite();
    assertThat(plain(gradient).reshape(shape.size()).getFloat(9)).isNaN();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void addsAndMultipliesInPlaceOfEither(BatchShape shape) {
    double[] a = normal("a", shape.size());
    double[] b = normal("b", shape.size());
    PointwiseKernel kernel = kernels().pointwise(shape, Layout.NATIVE);
    Tensor first = tensor(shape, a);
    Tensor second = tensor(shape, b);

    kernel.add(first, second, second);
    kernel.multiply(first, second, first);

    double[] sum = new double[a.length];
    Arrays.setAll(sum, k -> a[k] + b[k]);
    assertThat(relativeError(plain(second), sum)).isLessThan(TOLERANCE);
    assertThat(relativeError(plain(first), Naive.multiply(a, sum))).isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void scalesChannels(BatchShape shape) {
    BatchShape scales = BatchShape.of(shape.batch(), shape.channels(), 1, 1);
    double[] x = normal("x", shape.size());
    double[] dy = normal("dy", shape.size());
    double[] s = normal("s", scales.size());
    int area = (int) shape.example().area();
    ScaleKernel kernel = kernels().scale(shape);
    Tensor y = tensor(shape);
    Tensor dx = tensor(shape);
    Tensor ds = tensor(scales);

    kernel.forward(tensor(shape, x), tensor(scales, s), y);
    kernel.backwardData(tensor(shape, dy), tensor(scales, s), dx);
    kernel.backwardScale(tensor(shape, x), tensor(shape, dy), ds);

    double[] spread = new double[x.length];
    Arrays.setAll(spread, k -> s[k / area]);
    double[] sums = new double[s.length];
    for (int k = 0; k < x.length; k++) {
      sums[k / area] += x[k] * dy[k];
    }
    assertThat(relativeError(plain(y), Naive.multiply(x, spread))).isLessThan(TOLERANCE);
    assertThat(relativeError(plain(dx), Naive.multiply(dy, spread))).isLessThan(TOLERANCE);
    assertThat(relativeError(plain(ds), sums)).isLessThan(TOLERANCE);
  }

  static Stream<PoolShape> pools() {
    return Stream.of(
        PoolShape.global(BatchShape.of(4, 32, 8, 8)),
        PoolShape.global(BatchShape.of(1, 20, 7, 5)),
        new PoolShape(BatchShape.of(2, 16, 8, 8), true, 2, 2, 2, 0),
        new PoolShape(BatchShape.of(2, 16, 9, 9), true, 3, 3, 2, 1),
        new PoolShape(BatchShape.of(2, 20, 7, 7), false, 3, 3, 2, 1),
        new PoolShape(BatchShape.of(1, 3, 5, 5), false, 2, 2, 2, 0));
  }

  @ParameterizedTest
  @MethodSource("pools")
  void pools(PoolShape shape) {
    double[] x = normal("x", shape.input().size());
    double[] dy = normal("dy", shape.output().size());
    PoolKernel kernel = kernels().pool(shape);
    PoolKernel.Workspace workspace = kernel.workspace();
    Tensor source = tensor(shape.input(), x);
    Tensor y = tensor(shape.output());
    Tensor dx = tensor(shape.input());

    kernel.forward(source, workspace, y);
    kernel.backward(source, workspace, tensor(shape.output(), dy), dx);

    double[] expected = new double[dy.length];
    double[] gradient = new double[x.length];
    BatchShape out = shape.output();
    for (int b = 0; b < out.batch(); b++) {
      for (int c = 0; c < out.channels(); c++) {
        for (int i = 0; i < out.height(); i++) {
          for (int j = 0; j < out.width(); j++) {
            int cell = Naive.at(out, b, c, i, j);
            int[] window = window(shape, b, c, i, j);
            int best = window[0];
            for (int k : window) {
              best = x[k] > x[best] ? k : best;
              expected[cell] += x[k] / window.length;
              gradient[k] += shape.maximum() ? 0 : dy[cell] / window.length;
            }
            if (shape.maximum()) {
              expected[cell] = x[best];
              gradient[best] += dy[cell];
            }
          }
        }
      }
    }
    assertThat(relativeError(plain(y), expected)).isLessThan(TOLERANCE);
    assertThat(relativeError(plain(dx), gradient)).isLessThan(TOLERANCE);
  }

  private static int[] window(PoolShape shape, int b, int c, int i, int j) {
    BatchShape in = shape.input();
    return java.util.stream.IntStream.range(0, shape.kernelHeight() * shape.kernelWidth())
        .mapToObj(
            k ->
                new int[] {
                  i * shape.stride() - shape.padding() + k / shape.kernelWidth(),
                  j * shape.stride() - shape.padding() + k % shape.kernelWidth()
                })
        .filter(p -> p[0] >= 0 && p[0] < in.height() && p[1] >= 0 && p[1] < in.width())
        .mapToInt(p -> Naive.at(in, b, c, p[0], p[1]))
        .toArray();
  }

  @Test
  void sameCallsGiveTheSameBits() {
    ConvolutionShape shape =
        inner(BatchShape.of(4, 32, 9, 9), Convolution.same(32, 5, 1, 32, true));
    double[] x = normal("x", shape.input().size());
    INDArray[] results = new INDArray[2];
    for (int run = 0; run < 2; run++) {
      try (Kernels fresh = open()) {
        ConvolutionKernel kernel = fresh.convolution(shape);
        results[run] = empty(shape.weightDimensions());
        Tensor source = tensor(fresh, shape.input(), x);
        kernel.backwardWeights(source, source, results[run], null);
      }
    }
    assertThat(results[0].reshape(800).toFloatVector())
        .isEqualTo(results[1].reshape(800).toFloatVector());
  }

  @Test
  void countsItsMemory() {
    long before = kernels().nativeBytes();
    BatchShape shape = BatchShape.of(2, 20, 3, 3);
    long bytes = kernels().bytes(shape, Layout.NATIVE);
    assertThat(bytes).isGreaterThanOrEqualTo(shape.size() * Float.BYTES);

    MemoryBlock block = kernels().allocate(bytes);
    assertThat(kernels().nativeBytes()).isEqualTo(before + bytes);
    block.close();
    block.close();

    assertThat(kernels().nativeBytes()).isEqualTo(before);
    assertThat(kernels().peakNativeBytes()).isGreaterThanOrEqualTo(before + bytes);
  }

  private static ConvolutionKernel.PackedWeight packed(
      ConvolutionKernel kernel, ConvolutionShape shape, double[] w) {
    ConvolutionKernel.PackedWeight packed = kernel.pack();
    packed.load(of(w, shape.weightDimensions()));
    return packed;
  }

  private Tensor source(ConvolutionShape shape, double[] x) {
    if (shape.source() == Layout.NATIVE) {
      return tensor(shape.input(), x);
    }
    PlainTensor tensor = kernels().plain(shape.input());
    tensor.bind(hold(of(x, shape.input().dimensions())));
    return tensor;
  }
}
