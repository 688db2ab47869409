package org.sharelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sharelab.kernel.Arrays32.empty;
import static org.sharelab.kernel.Arrays32.normal;
import static org.sharelab.kernel.Arrays32.of;
import static org.sharelab.kernel.Arrays32.relativeError;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.Architecture;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.DeitSpec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.MlpSpec;
import org.sharelab.model.Operation.Activation;
import org.sharelab.model.Operation.Activation.Function;
import org.sharelab.model.Operation.Add;
import org.sharelab.model.Operation.BatchNorm;
import org.sharelab.model.Operation.Convolution;
import org.sharelab.model.Operation.Dense;
import org.sharelab.model.Operation.Dropout;
import org.sharelab.model.Operation.Flatten;
import org.sharelab.model.Operation.GlobalAveragePool;
import org.sharelab.model.Operation.Pool;
import org.sharelab.model.Operation.Scale;
import org.sharelab.model.ParameterSpec;
import org.sharelab.model.TokenOperation;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Slot;

/** What a {@link Trunk} must compute, whichever kernels run it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TrunkContract {
  /** Of a whole network's parameter gradients, per tensor, relative to the largest element. */
  private static final double GRADIENT_TOLERANCE = 3e-5;

  abstract KernelChoice kernels();

  static Architecture convMixer(int width, int depth, int kernel, int image) {
    FeatureShape input = new FeatureShape(3, image, image);
    return Trunk.prefix(
        new ConvMixerSpec(
                input,
                10,
                width,
                depth,
                kernel,
                2,
                Function.GELU,
                ConvMixerSpec.Residual.DEPTHWISE,
                0.0)
            .architecture());
  }

  /** Two residual blocks, the second with stride 2 and a projection, after a pooled stem. */
  private static Architecture residual() {
    Architecture.Builder net =
        Architecture.builder("residual", new FeatureShape(3, 16, 16))
            .then("stem", Convolution.same(16, 3, 1, 1, false))
            .then("stem.norm", BatchNorm.STANDARD)
            .then("stem.activation", new Activation(Function.RELU))
            .then("stem.pool", new Pool(true, 2, 2, 0));
    String entry = net.last();
    net.then("a.conv1", Convolution.same(16, 3, 1, 1, false))
        .then("a.norm1", BatchNorm.STANDARD)
        .then("a.activation1", new Activation(Function.RELU))
        .then("a.conv2", Convolution.same(16, 3, 1, 1, false))
        .then("a.norm2", BatchNorm.STANDARD)
        .add("a.add", new Add(), "a.norm2", entry)
        .then("a.activation2", new Activation(Function.RELU))
        .then("b.conv1", Convolution.same(24, 3, 2, 1, false))
        .then("b.norm1", BatchNorm.STANDARD)
        .add("b.shortcut", new Convolution(24, 1, 2, 0, 0, 1, false), "a.activation2")
        .add("b.add", new Add(), "b.norm1", "b.shortcut")
        .then("b.activation", new Activation(Function.RELU));
    return net.then("pool", new GlobalAveragePool()).build();
  }

  /** An inverted bottleneck with squeeze and excite, as in EfficientNet. */
  private static Architecture invertedBottleneck() {
    return Architecture.builder("bottleneck", new FeatureShape(3, 12, 12))
        .then("stem", Convolution.same(8, 3, 2, 1, false))
        .then("stem.norm", BatchNorm.STANDARD)
        .then("stem.activation", new Activation(Function.SILU))
        .then("expand", Convolution.pointwise(32, false))
        .then("expand.norm", BatchNorm.STANDARD)
        .then("expand.activation", new Activation(Function.SILU))
        .then("depthwise", Convolution.same(32, 3, 1, 32, false))
        .then("depthwise.norm", BatchNorm.STANDARD)
        .then("depthwise.activation", new Activation(Function.SILU))
        .then("squeeze", new GlobalAveragePool())
        .then("reduce", Convolution.pointwise(4, true))
        .then("reduce.activation", new Activation(Function.SILU))
        .then("excite", Convolution.pointwise(32, true))
        .then("excite.gate", new Activation(Function.SIGMOID))
        .add("scale", new Scale(), "depthwise.activation", "excite.gate")
        .then("project", Convolution.pointwise(8, false))
        .then("project.norm", BatchNorm.STANDARD)
        .add("add", new Add(), "project.norm", "stem.activation")
        .then("pool", new GlobalAveragePool())
        .build();
  }

  private static Architecture deit(int width, int depth, int heads) {
    return new DeitSpec(new FeatureShape(3, 16, 16), 10, width, depth, heads, 4, 4).architecture();
  }

  private static Architecture perceptron(FeatureShape image, int width, int depth) {
    return new MlpSpec(image, 10, width, depth, Function.RELU, true).architecture();
  }

  /** Every layout is converted to every other, and layers read what was left in another. */
  private static Architecture mixedLayouts() {
    Architecture.Builder net =
        Architecture.builder("mixed", new FeatureShape(3, 8, 8))
            .then("stem", Convolution.same(12, 3, 2, 1, true))
            .then("tokens", new TokenOperation.Tokens())
            .then("norm", new TokenOperation.LayerNorm(1e-5))
            .then("mix", Convolution.pointwise(12, true))
            .then("mix.activation", new Activation(Function.RELU))
            .then("mix.norm", BatchNorm.STANDARD)
            .add("add", new Add(), "norm", "mix.norm")
            .then("activation", new Activation(Function.GELU))
            .then("depthwise", Convolution.same(12, 3, 1, 12, true));
    net.add("again", new Add(), "depthwise", "activation")
        .then("flatten", new Flatten())
        .then("dense", new Dense(6, false))
        .then("dense.activation", new Activation(Function.SILU))
        .add("pool", new GlobalAveragePool(), "again")
        .then("reduce", new Dense(6, true));
    return net.add("features", new Add(), "reduce", "dense.activation").build();
  }

  static Stream<Arguments> networks() {
    FeatureShape image = new FeatureShape(3, 6, 5);
    return Stream.of(
        Arguments.of("DeiT-16/2", Trunk.prefix(deit(16, 2, 4)), 3),
        Arguments.of("DeiT-20/3, broken block", Trunk.prefix(deit(20, 3, 5)), 2),
        Arguments.of("DeiT-64/4", Trunk.prefix(deit(64, 4, 2)), 8),
        Arguments.of("perceptron", Trunk.prefix(perceptron(image, 20, 3)), 7),
        Arguments.of("layouts in turn", mixedLayouts(), 4),
        Arguments.of("ConvMixer-16/2", convMixer(16, 2, 3, 8), 4),
        Arguments.of("ConvMixer-64/4", convMixer(64, 4, 5, 28), 16),
        Arguments.of("ConvMixer-20/3, even kernel", convMixer(20, 3, 4, 14), 3),
        Arguments.of("residual", residual(), 5),
        Arguments.of("bottleneck", invertedBottleneck(), 6));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void gradientsAgreeWithDoublePrecision(String name, Architecture trunk, int batch) {
    Fixture fixture = new Fixture(trunk, batch, Slot::toString);
    INDArray features = empty(batch, trunk.output().channels());
    NaiveTrunk naive = new NaiveTrunk(trunk, batch, fixture.initial, true);
    double[] expectedFeatures = naive.forward(fixture.pixels);
    double[] dFeatures = crossEntropyGradient(expectedFeatures, batch);

    try (Trunk planned = Trunk.plan(kernels(), trunk, batch, Mode.TRAINING, Slot::toString)) {
      planned.forward(fixture.images(), fixture, features, Seed.of(1));
      planned.backward(of(dFeatures, features.shape()), fixture);
    }

    assertThat(relativeError(features, expectedFeatures)).isLessThan(1e-5);
    Map<Slot, double[]> expected = naive.backward(dFeatures);
    assertThat(expected).isNotEmpty();
    Map<String, Double> worst = new LinkedHashMap<>();
    expected.forEach(
        (slot, values) -> {
          double error = relativeError(fixture.gradient(slot), values);
          if (error > GRADIENT_TOLERANCE) {
            worst.put(slot.toString(), error);
          }
        });
    assertThat(worst).isEmpty();
  }

  /** Of the mean cross-entropy of a random linear classifier; image b is of class b mod 10. */
  private static double[] crossEntropyGradient(double[] features, int batch) {
    int classes = 10;
    int width = features.length / batch;
    double[] w = Naive.map(normal("classifier", width * classes), v -> v / Math.sqrt(width));
    double[] gradient = new double[features.length];
    for (int b = 0; b < batch; b++) {
      double[] scores = new double[classes];
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        for (int c = 0; c < width; c++) {
          scores[k] += features[b * width + c] * w[c * classes + k];
        }
        sum += Math.exp(scores[k]);
      }
      for (int k = 0; k < classes; k++) {
        double excess = Math.exp(scores[k]) / sum - (k == b % classes ? 1 : 0);
        for (int c = 0; c < width; c++) {
          gradient[b * width + c] += excess * w[c * classes + k] / batch;
        }
      }
    }
    // Both sides must start from the same numbers.
    return Naive.map(gradient, v -> (float) v);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void evaluatesWithRunningStatistics(String name, Architecture trunk, int batch) {
    Fixture fixture = new Fixture(trunk, batch, Slot::toString);
    INDArray features = empty(batch, trunk.output().channels());

    try (Trunk planned = Trunk.plan(kernels(), trunk, batch, Mode.EVALUATION, Slot::toString)) {
      planned.forward(fixture.images(), fixture, features, Seed.of(1));
      assertThatThrownBy(() -> planned.backward(features, fixture))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("A backward pass needs a forward pass in training before it");
    }

    double[] expected =
        new NaiveTrunk(trunk, batch, fixture.initial, false).forward(fixture.pixels);
    assertThat(relativeError(features, expected)).isLessThan(1e-5);
  }

  static Stream<Arguments> sharedNetworks() {
    // 4 of a pointwise and 4 of a depthwise part, with norms, and of the stem: W, b, gamma, beta.
    return Stream.of(
        Arguments.of("ConvMixer", convMixer(16, 4, 3, 8), 12),
        // patch W, b; class token; positions; last norm; of a block 4 W, 4 b and two norms.
        Arguments.of("DeiT", Trunk.prefix(deit(16, 4, 2)), 2 + 1 + 1 + 2 + 8 + 4),
        // the first layer's W and b, and those of the other three
        Arguments.of("perceptron", perceptronTrunk(), 4));
  }

  private static Architecture perceptronTrunk() {
    return Trunk.prefix(perceptron(new FeatureShape(3, 8, 8), 12, 4));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sharedNetworks")
  void sharedTensorReceivesTheSumOverItsUses(String name, Architecture trunk, int tensors) {
    String inner = name.equals("perceptron") ? "^block[1-9]" : "^block\\d";
    java.util.function.Function<Slot, String> tensorOf =
        slot -> slot.toString().replaceAll(inner, "block");
    Fixture shared = new Fixture(trunk, 4, tensorOf);
    INDArray features = empty(4, trunk.output().channels());
    double[] dFeatures = normal("dFeatures", features.length());

    try (Trunk planned = Trunk.plan(kernels(), trunk, 4, Mode.TRAINING, tensorOf)) {
      planned.forward(shared.images(), shared, features, Seed.of(1));
      planned.backward(of(dFeatures, features.shape()), shared);
    }

    NaiveTrunk naive = new NaiveTrunk(trunk, 4, shared.initial, true);
    naive.forward(shared.pixels);
    Map<String, double[]> sums = new LinkedHashMap<>();
    naive
        .backward(dFeatures)
        .forEach(
            (slot, part) ->
                NaiveTrunk.add(
                    sums.computeIfAbsent(tensorOf.apply(slot), k -> new double[part.length]),
                    part));
    assertThat(sums).hasSize(tensors);
    sums.forEach(
        (tensor, sum) ->
            assertThat(relativeError(shared.gradients.get(tensor), sum))
                .as(tensor)
                .isLessThan(GRADIENT_TOLERANCE));
  }

  @Test
  void runningStatisticsMoveInTrainingOnly() {
    Architecture trunk = convMixer(16, 1, 3, 8);
    Fixture fixture = new Fixture(trunk, 4, Slot::toString);
    Slot mean = new Slot("patch.norm", "mean");
    float[] before = fixture.value(mean).dup().toFloatVector();
    INDArray features = empty(4, 16);

    try (Trunk evaluation = Trunk.plan(kernels(), trunk, 4, Mode.EVALUATION, Slot::toString)) {
      evaluation.forward(fixture.images(), fixture, features, Seed.of(1));
      assertThat(fixture.value(mean).toFloatVector()).isEqualTo(before);
    }
    try (Trunk training = Trunk.plan(kernels(), trunk, 4, Mode.TRAINING, Slot::toString)) {
      training.forward(fixture.images(), fixture, features, Seed.of(1));
      assertThat(fixture.value(mean).toFloatVector()).isNotEqualTo(before);
    }
  }

  @Test
  void dropoutFollowsItsSeed() {
    Architecture trunk =
        Architecture.builder("dropout", new FeatureShape(16, 4, 4))
            .then("dropout", new Dropout(0.25))
            .then("pool", new GlobalAveragePool())
            .build();
    INDArray images = of(ones(2048), 8, 16, 4, 4);
    INDArray first = empty(8, 16);
    INDArray again = empty(8, 16);
    INDArray other = empty(8, 16);

    try (Trunk training = Trunk.plan(kernels(), trunk, 8, Mode.TRAINING, Slot::toString)) {
      training.forward(images, null, first, Seed.of(1));
      training.forward(images, null, again, Seed.of(1));
      training.forward(images, null, other, Seed.of(2));
    }

    assertThat(first).isEqualTo(again).isNotEqualTo(other);
    // 2048 draws that keep 3/4 and scale by 4/3: mean 1, deviation sqrt(1/3 / 2048) = 0.013.
    assertThat(first.meanNumber().doubleValue()).isBetween(0.94, 1.06);
  }

  private static double[] ones(int size) {
    double[] ones = new double[size];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void givesTheSameBitsAgain() {
    Architecture trunk = convMixer(16, 2, 3, 8);
    float[][] results = new float[2][];
    for (int i = 0; i < 2; i++) {
      results[i] = threeSteps(kernels(), trunk, 4);
    }
    assertThat(results[0]).isEqualTo(results[1]);
  }

  /** All gradients after three passes of one plan. */
  static float[] threeSteps(KernelChoice kernels, Architecture trunk, int batch) {
    Fixture fixture = new Fixture(trunk, batch, Slot::toString);
    INDArray features = empty(batch, trunk.output().channels());
    INDArray gradient = of(normal("dFeatures", features.length()), features.shape());
    try (Trunk planned = Trunk.plan(kernels, trunk, batch, Mode.TRAINING, Slot::toString)) {
      for (int step = 0; step < 3; step++) {
        planned.forward(fixture.images(), fixture, features, Seed.of(step));
        planned.backward(gradient, fixture);
      }
    }
    return fixture.allGradients();
  }

  @Test
  void isAllOfANetworkButTheClassifier() {
    Architecture network = deit(8, 2, 2);
    Architecture trunk = Trunk.prefix(network);
    assertThat(trunk.layers()).isEqualTo(network.layers().subList(0, network.layers().size() - 1));
    assertThat(Trunk.coversFeatures(network)).isTrue();
    assertThat(Trunk.coversFeatures(new Architecture("cut", trunk.input(), cutBeforeTheSum())))
        .isFalse();
  }

  /** The last layer reads another besides the one before it. */
  private static List<LayerSpec> cutBeforeTheSum() {
    return Architecture.builder("cut", new FeatureShape(3, 1, 1))
        .then("a", Convolution.pointwise(3, true))
        .then("b", Convolution.pointwise(3, true))
        .add("sum", new Add(), "a", "b")
        .build()
        .layers();
  }

  /** Parameters, images and gradients of a test. */
  static final class Fixture implements TrunkParameters {
    final Map<Slot, double[]> initial = new HashMap<>();
    final Map<String, INDArray> gradients = new LinkedHashMap<>();
    final double[] pixels;
    private final Map<String, INDArray> values = new HashMap<>();
    private final java.util.function.Function<Slot, String> tensorOf;
    private final INDArray images;

    Fixture(Architecture trunk, int batch, java.util.function.Function<Slot, String> tensorOf) {
      this.tensorOf = tensorOf;
      BatchShape shape = new BatchShape(batch, trunk.input());
      pixels = normal("images", shape.size());
      images = of(pixels, shape.dimensions());
      for (LayerSpec layer : trunk.layers()) {
        for (ParameterSpec parameter : layer.parameters()) {
          Slot slot = new Slot(layer.name(), parameter.name());
          double[] draw = draw(tensorOf.apply(slot), parameter);
          long[] sizes = parameter.shape().stream().mapToLong(Integer::longValue).toArray();
          initial.put(slot, draw);
          values.put(tensorOf.apply(slot), of(draw, sizes));
          gradients.put(tensorOf.apply(slot), empty(sizes));
        }
      }
    }

    private static double[] draw(String name, ParameterSpec parameter) {
      double[] normal = normal(name, parameter.size());
      return Naive.map(
          normal,
          switch (parameter.role()) {
            case WEIGHT -> v -> (float) (v / Math.sqrt(3.0 * parameter.fanIn()));
            case BIAS, NORM_SHIFT, RUNNING_MEAN -> v -> (float) (0.1 * v);
            case NORM_SCALE, RUNNING_VARIANCE, COEFFICIENT, EMBEDDING ->
                v -> (float) (1 + 0.1 * Math.tanh(v));
          });
    }

    INDArray images() {
      return images;
    }

    float[] allGradients() {
      INDArray[] flat =
          gradients.values().stream()
              .map(gradient -> gradient.reshape(gradient.length()))
              .toArray(INDArray[]::new);
      return org.nd4j.linalg.factory.Nd4j.concat(0, flat).toFloatVector();
    }

    @Override
    public INDArray value(Slot slot) {
      return values.get(tensorOf.apply(slot));
    }

    @Override
    public INDArray gradient(Slot slot) {
      return gradients.get(tensorOf.apply(slot));
    }
  }
}
