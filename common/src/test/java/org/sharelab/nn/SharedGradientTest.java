package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.ParameterSpec;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingRule.Mapping;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;

/** The gradients of networks that share are those of networks that do not, summed over uses. */
class SharedGradientTest {
  private static final List<String> COMPONENTS =
      List.of(
          ConvMixerSpec.POINTWISE,
          ConvMixerSpec.POINTWISE_BIAS,
          ConvMixerSpec.DEPTHWISE,
          ConvMixerSpec.DEPTHWISE_BIAS,
          ConvMixerSpec.BATCH_NORM);
  private static final ConvMixers NETWORK = ConvMixers.tiny(4);
  private static final DataSet BATCH = batch(NETWORK, 5);

  static DataSet batch(ConvMixers network, int examples) {
    var input = network.spec().input();
    SplittableRandom random = new SplittableRandom(11);
    INDArray images =
        Nd4j.createFromArray(random.doubles(examples * input.size(), -1, 1).toArray())
            .reshape(examples, input.channels(), input.height(), input.width());
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, examples, network.spec().classes());
    for (int i = 0; i < examples; i++) {
      labels.putScalar(i, i % network.spec().classes(), 1);
    }
    return new DataSet(images, labels);
  }

  @ParameterizedTest
  @EnumSource(Mapping.class)
  void equalsSumOverTiedCopiesForEverySetOfComponents(Mapping mapping) {
    ComputationGraph twin = NetworkBuilder.build(NETWORK.plain(), ConvMixers.doubleOptions());
    for (String[] components : subsets()) {
      ModelDesign design = NETWORK.shared(2, mapping, Transform.NONE, components);
      ComputationGraph shared = NetworkBuilder.build(design, ConvMixers.doubleOptions());
      tie(twin, shared, design);
      Map<String, INDArray> actual = gradients(shared);
      Map<String, INDArray> copies = gradients(twin);
      assertThat(shared.score()).isCloseTo(twin.score(), within(1e-13));
      expected(design, copies)
          .forEach(
              (key, gradient) ->
                  assertThat(actual.remove(key).equalsWithEps(gradient, 1e-12))
                      .as("%s of %s, %s", key, String.join("+", components), mapping)
                      .isTrue());
      assertThat(actual).as("gradients of nothing").isEmpty();
    }
  }

  private static List<String[]> subsets() {
    return IntStream.range(1, 1 << COMPONENTS.size())
        .mapToObj(
            bits ->
                IntStream.range(0, COMPONENTS.size())
                    .filter(i -> (bits >> i & 1) == 1)
                    .mapToObj(COMPONENTS::get)
                    .toArray(String[]::new))
        .toList();
  }

  /** Gives every slot of the plain network a copy of what it uses in the shared one. */
  private static void tie(ComputationGraph twin, ComputationGraph shared, ModelDesign design) {
    NetworkParameters from = NetworkParameters.of(shared, design.architecture());
    NetworkParameters to = NetworkParameters.of(twin, design.architecture());
    to.slots().forEach(slot -> to.set(slot, from.get(slot)));
  }

  /** Copies, because they are views. */
  private static Map<String, INDArray> gradients(ComputationGraph graph) {
    graph.setInputs(BATCH.getFeatures());
    graph.setLabels(BATCH.getLabels());
    graph.computeGradientAndScore();
    Map<String, INDArray> copies = new LinkedHashMap<>();
    graph.gradient().gradientForVariable().forEach((key, value) -> copies.put(key, value.dup('c')));
    return copies;
  }

  /** By the shared network's keys: sums for groups, the twin's own for the rest. */
  private static Map<String, INDArray> expected(ModelDesign design, Map<String, INDArray> copies) {
    Map<String, INDArray> expected = new LinkedHashMap<>(copies);
    for (SharedTensor tensor : design.plan().tensors()) {
      ParameterSpec parameter = design.parameter(tensor.uses().get(0).slot());
      double retained = parameter.isTrainable() ? 1 : 0.9;
      INDArray sum = null;
      for (SharedTensor.Use use : tensor.uses()) {
        INDArray gradient = inOurLayout(use.slot(), expected.remove(key(use.slot())));
        sum = sum == null ? gradient : sum.mul(retained).add(gradient);
      }
      expected.put(StoreWiring.STORE + "_" + tensor.id(), sum);
    }
    return expected;
  }

  private static String key(Slot slot) {
    return slot.layer() + "_" + slot.parameter();
  }

  private static INDArray inOurLayout(Slot slot, INDArray gradient) {
    boolean depthwise = slot.layer().endsWith("depthwise") && slot.parameter().equals("W");
    return depthwise ? gradient.permute(2, 3, 0, 1) : gradient;
  }

  @ParameterizedTest
  @EnumSource(Transform.class)
  void matchesCentralDifferences(Transform transform) {
    for (String[] components : checked()) {
      for (Mapping mapping : List.of(Mapping.SEQUENTIAL, Mapping.STRIDED)) {
        ModelDesign design = NETWORK.shared(2, mapping, transform, components);
        ComputationGraph graph = NetworkBuilder.build(design, ConvMixers.doubleOptions());
        Slopes.perturb(graph, 0.1);
        Slopes.check(
            graph, BATCH, 4, transform + " of " + String.join("+", components) + ", " + mapping);
      }
    }
  }

  private static List<String[]> checked() {
    List<String[]> checked = new ArrayList<>();
    COMPONENTS.forEach(component -> checked.add(new String[] {component}));
    checked.add(COMPONENTS.toArray(String[]::new));
    return checked;
  }

  @Test
  void startsAfreshInEveryBackwardPass() {
    ModelDesign design = NETWORK.shared(4, Transform.CHANNEL, ConvMixerSpec.POINTWISE);
    ComputationGraph graph = NetworkBuilder.build(design, ConvMixers.doubleOptions());
    Map<String, INDArray> first = gradients(graph);
    graph.feedForward(BATCH.getFeatures(), true);
    assertThat(gradients(graph)).isEqualTo(first);
  }
}
