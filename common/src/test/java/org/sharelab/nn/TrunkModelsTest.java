package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.sharelab.model.Architecture;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.EfficientNetV2Spec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.MlpSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.ModelSpec;
import org.sharelab.model.Operation;
import org.sharelab.model.ResNet50Spec;
import org.sharelab.model.WideResNetSpec;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.random.Seed;
import org.sharelab.store.Initialization;

/**
 * Every family that layers can run runs on the trunk, gives what the layers give, and keeps to its
 * memory.
 */
class TrunkModelsTest {
  private static final FeatureShape IMAGE = new FeatureShape(3, 16, 16);
  private static final int CLASSES = 5;
  private static final int BATCH = 4;

  static Stream<ModelSpec> models() {
    return Stream.of(
        new ConvMixerSpec(
            IMAGE,
            CLASSES,
            32,
            8,
            5,
            2,
            Operation.Activation.Function.GELU,
            ConvMixerSpec.Residual.DEPTHWISE,
            0),
        new WideResNetSpec(IMAGE, CLASSES, 16, 2, 0.1),
        new ResNet50Spec(IMAGE, CLASSES, 8, ResNet50Spec.Downsampling.SPATIAL),
        new EfficientNetV2Spec(IMAGE, CLASSES, EfficientNetV2Spec.Variant.B0, 0.2),
        new MlpSpec(IMAGE, CLASSES, 48, 3, Operation.Activation.Function.GELU, true));
  }

  private static ComputationGraph graph(Architecture network, Engine engine) {
    NetworkOptions options =
        new NetworkOptions(
            DataType.FLOAT,
            Seed.of(9),
            ParameterUpdates.plain(new Sgd(0.01)),
            Initialization.UNIFORM_FAN_IN,
            engine);
    return NetworkBuilder.build(ModelDesign.unshared(network), options);
  }

  @ParameterizedTest
  @MethodSource("models")
  void evaluatesLikeTheLayersAndTrainsWithinItsMemory(ModelSpec spec) {
    Architecture network = spec.architecture();
    Nd4j.getRandom().setSeed(5);
    INDArray images = Nd4j.randn(DataType.FLOAT, BATCH, 3, 16, 16);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, BATCH, CLASSES);
    labels.getColumn(1).assign(1);
    ComputationGraph layers = graph(network, Engine.LAYERS);
    ComputationGraph trunk = graph(network, Engine.TRUNK);

    INDArray expected = layers.outputSingle(false, images);
    INDArray actual = trunk.outputSingle(false, images);
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-4);

    NativeResources.close(layers);
    NativeResources.close(trunk);
    ComputationGraph trained = graph(network, Engine.TRUNK);
    trained.fit(new INDArray[] {images}, new INDArray[] {labels});
    assertThat(trained.score()).isFinite();
    assertThat(NativeResources.peakBytes(trained)).isLessThan(bound(network));
    NativeResources.close(trained);
  }

  /**
   * 1.2 times what the backward pass reads again, and six copies of the parameters: each is packed
   * for the forward and the backward pass and has its gradient in a third layout, with channels
   * filled up to whole blocks. (With images this small parameters are nearly all there is; {@code
   * TrunkResourcesTest} asks for three copies where feature maps matter.)
   */
  private static long bound(Architecture network) {
    long scalars =
        network.layers().stream()
            .filter(layer -> isSaved(network, layer))
            .mapToLong(layer -> layer.outputShape().size())
            .sum();
    return (long)
        (1.2 * Float.BYTES * BATCH * scalars + 6.0 * Float.BYTES * network.trainableParameters());
  }

  /** Activations are computed again, and a norm that only a sum reads goes into the sum. */
  private static boolean isSaved(Architecture network, LayerSpec layer) {
    if (layer.operation() instanceof Operation.Activation) {
      return false;
    }
    List<LayerSpec> readers =
        network.layers().stream().filter(other -> other.inputs().contains(layer.name())).toList();
    return !(layer.operation() instanceof Operation.BatchNorm
        && readers.size() == 1
        && readers.get(0).operation() instanceof Operation.Add);
  }
}
