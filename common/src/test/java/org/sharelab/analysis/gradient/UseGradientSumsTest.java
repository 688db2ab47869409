package org.sharelab.analysis.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sharelab.analysis.gradient.GradientGroup.Member;
import org.sharelab.model.Architecture;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation.Convolution;
import org.sharelab.model.Operation.Dense;
import org.sharelab.model.Operation.GlobalAveragePool;
import org.sharelab.nn.NetworkParameters;
import org.sharelab.nn.StoreGradients;
import org.sharelab.random.Seed;
import org.sharelab.result.PairSimilarity;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;
import org.sharelab.store.ParameterStore;

/** Gradients of single uses in double precision, against calculus and against differences. */
class UseGradientSumsTest {
  private static final int BATCH = 5;
  private static final int CLASSES = 3;
  private static final FeatureShape IMAGE = new FeatureShape(2, 6, 6);

  private static INDArray normal(Seed seed, long... shape) {
    RandomGenerator random = seed.generator();
    int length =
        (int) IntStream.range(0, shape.length).mapToLong(i -> shape[i]).reduce(1, (a, b) -> a * b);
    double[] values = IntStream.range(0, length).mapToDouble(i -> random.nextGaussian()).toArray();
    return Nd4j.createFromArray(values).reshape(shape);
  }

  private static INDArray labels() {
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, BATCH, CLASSES);
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, (i * 2) % CLASSES, 1);
    }
    return labels;
  }

  private static void backward(ComputationGraph graph, INDArray features) {
    if (graph.getFlattenedGradients() == null) {
      graph.initGradientsView();
    }
    graph.setInputs(features);
    graph.setLabels(labels());
    graph.computeGradientAndScore();
  }

  private static List<ShardGradients> observe(
      ComputationGraph graph, List<GradientGroup> groups, INDArray... batches) {
    try (UseGradientSums sums = new UseGradientSums(groups)) {
      StoreGradients.Observation observation = StoreGradients.observe(graph, sums);
      for (INDArray batch : batches) {
        backward(graph, batch);
      }
      observation.close();
      backward(graph, batches[0]);
      return sums.shard(0, (long) batches.length * BATCH);
    }
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int k = 0; k < actual.length; k++) {
      assertThat(actual[k]).as("element %d", k).isEqualTo(expected[k], within(tolerance));
    }
  }

  /** The weights of layers 0 to 2 are one tensor. */
  private static ModelDesign sharing(Architecture net, String component) {
    List<SharedTensor.Use> uses =
        IntStream.range(0, 3)
            .mapToObj(i -> new SharedTensor.Use(i, new Slot("layer" + i, "W")))
            .toList();
    SharedTensor tensor = new SharedTensor(component + "/0", component, uses);
    return new ModelDesign(net, new SharingPlan(List.of(tensor)), Transform.NONE);
  }

  private static ModelDesign linear(int width) {
    Architecture net =
        Architecture.builder("linear", new FeatureShape(width, 1, 1))
            .then("layer0", new Dense(width, false))
            .then("layer1", new Dense(width, false))
            .then("layer2", new Dense(width, false))
            .then("classifier", new Dense(CLASSES, true))
            .build();
    return sharing(net, "square");
  }

  /**
   * z = X W W W V + c with cross entropy: with D3 = (softmax(z) - Y) V', D2 = D3 W', D1 = D2 W' the
   * gradients are X' D1 through the first use, (X W)' D2 through the second, (X W W)' D3 through
   * the third.
   */
  @Test
  void agreesWithTheFormulaOfALinearNetwork() {
    int width = 4;
    ModelDesign design = linear(width);
    ComputationGraph graph = Networks.build(design, DataType.DOUBLE);
    NetworkParameters parameters = NetworkParameters.of(graph, design.architecture());
    INDArray x = normal(Seed.of(4), BATCH, width);
    INDArray w = parameters.get(new Slot("layer0", "W"));
    INDArray v = parameters.get(new Slot("classifier", "W"));
    INDArray h1 = x.mmul(w);
    INDArray h2 = h1.mmul(w);
    INDArray logits = h2.mmul(w).mmul(v).addRowVector(parameters.get(new Slot("classifier", "b")));
    INDArray d3 = Transforms.softmax(logits).sub(labels()).mmul(v.transpose());
    INDArray d2 = d3.mmul(w.transpose());
    INDArray d1 = d2.mmul(w.transpose());
    List<INDArray> expected =
        List.of(x.transpose().mmul(d1), h1.transpose().mmul(d2), h2.transpose().mmul(d3));

    ShardGradients observed =
        observe(graph, GradientGroup.perTensor(design), x.reshape(BATCH, width, 1, 1)).get(0);
    for (int use = 0; use < 3; use++) {
      assertClose(observed.sums().get(use), expected.get(use).dup('c').data().asDouble(), 1e-12);
    }
  }

  /** The same network with every weight on its own gives the loss as a function of one use. */
  @Test
  void agreesWithDifferencesOfAnUntiedTwin() {
    ConvMixerSpec spec = Networks.convMixer(IMAGE, CLASSES, 3, 0);
    ModelDesign tied = Networks.shared(spec, Transform.NONE, "pointwise", "depthwise");
    ComputationGraph graph = Networks.build(tied, DataType.DOUBLE);
    INDArray features = normal(Seed.of(6), BATCH, 2, 6, 6);
    List<ShardGradients> observed = observe(graph, GradientGroup.perTensor(tied), features);
    assertThat(observed)
        .extracting(s -> s.group().id())
        .containsExactly("pointwise/0", "depthwise/0");

    ComputationGraph twin =
        Networks.build(ModelDesign.unshared(tied.architecture()), DataType.DOUBLE);
    NetworkParameters from = NetworkParameters.of(graph, tied.architecture());
    NetworkParameters to = NetworkParameters.of(twin, tied.architecture());
    from.slots().forEach(slot -> to.set(slot, from.get(slot)));
    for (ShardGradients group : observed) {
      for (int i = 0; i < group.sums().size(); i++) {
        Member member = group.group().members().get(i);
        assertClose(group.sums().get(i), differences(twin, to, member.slot(), features), 1e-7);
      }
    }
  }

  /** A 3 x 3 convolution and, twice, a 1 x 1 convolution that uses the corner of its tensor. */
  private static ModelDesign cornered() {
    Architecture net =
        Architecture.builder("corners", IMAGE)
            .then("layer0", new Convolution(2, 1, 1, 0, 0, 1, false))
            .then("layer1", new Convolution(2, 3, 1, 1, 1, 1, false))
            .then("layer2", new Convolution(2, 1, 1, 0, 0, 1, false))
            .then("pool", new GlobalAveragePool())
            .then("classifier", new Dense(CLASSES, true))
            .build();
    return sharing(net, "kernel");
  }

  /**
   * Gradients of corners against differences of an untied twin, whatever the shape of the first
   * use. The 36 numbers of the whole are filter f, channel c, row r, column x at 18 f + 9 c + 3 r +
   * x, so what it has in common with a 1 x 1 kernel is at 0, 9, 18 and 27.
   */
  @Test
  void comparesUsesOfACornerWithUsesOfTheWholeTensor() {
    ModelDesign design = cornered();
    ComputationGraph graph = Networks.build(design, DataType.DOUBLE);
    INDArray features = normal(Seed.of(13), BATCH, 2, 6, 6);
    ShardGradients observed = observe(graph, GradientGroup.perTensor(design), features).get(0);

    ComputationGraph twin =
        Networks.build(ModelDesign.unshared(design.architecture()), DataType.DOUBLE);
    NetworkParameters from = NetworkParameters.of(graph, design.architecture());
    NetworkParameters to = NetworkParameters.of(twin, design.architecture());
    from.slots().forEach(slot -> to.set(slot, from.get(slot)));
    for (int use = 0; use < 3; use++) {
      Slot slot = new Slot("layer" + use, "W");
      assertClose(observed.sums().get(use), differences(twin, to, slot, features), 1e-7);
    }
    double[] whole = observed.sums().get(1);
    double[] corner = {whole[0], whole[9], whole[18], whole[27]};
    List<PairSimilarity> pairs = GroupSimilarity.of(GroupGradients.of(observed), 1).pairs();
    assertThat(pairs).hasSize(3).allMatch(pair -> pair.elements() == 4);
    double[] first = observed.sums().get(0);
    double[] last = observed.sums().get(2);
    assertThat(pairs.get(0).cosine()).isEqualTo(cosine(first, corner), within(1e-12));
    assertThat(pairs.get(1).cosine()).isEqualTo(cosine(first, last), within(1e-12));
    assertThat(pairs.get(2).cosine()).isEqualTo(cosine(corner, last), within(1e-12));
    assertThat(GradientGroup.perComponent(design))
        .as("the same uses with the same shapes")
        .extracting(GradientGroup::members)
        .containsExactly(observed.group().members());
  }

  private static double cosine(double[] a, double[] b) {
    INDArray first = Nd4j.createFromArray(a);
    return Transforms.cosineSim(first, Nd4j.createFromArray(b));
  }

  /** Central differences of the loss summed over the batch. */
  private static double[] differences(
      ComputationGraph graph, NetworkParameters parameters, Slot slot, INDArray features) {
    double step = 1e-5;
    INDArray weight = parameters.get(slot);
    double[] differences = new double[(int) weight.length()];
    for (int k = 0; k < differences.length; k++) {
      double value = weight.data().getDouble(k);
      weight.data().put(k, value + step);
      double above = loss(graph, parameters, slot, weight, features);
      weight.data().put(k, value - step);
      double below = loss(graph, parameters, slot, weight, features);
      weight.data().put(k, value);
      differences[k] = (above - below) / (2 * step);
    }
    parameters.set(slot, weight);
    return differences;
  }

  private static double loss(
      ComputationGraph graph,
      NetworkParameters parameters,
      Slot slot,
      INDArray weight,
      INDArray features) {
    parameters.set(slot, weight);
    backward(graph, features);
    return graph.score() * BATCH;
  }

  @Test
  void addsUpToTheGradientOfTheSharedTensor() {
    ConvMixerSpec spec = Networks.convMixer(IMAGE, CLASSES, 4, 0);
    ModelDesign design = Networks.shared(spec, Transform.NONE, "pointwise");
    ComputationGraph graph = Networks.build(design, DataType.DOUBLE);
    INDArray features = normal(Seed.of(7), BATCH, 2, 6, 6);
    ShardGradients observed = observe(graph, GradientGroup.perTensor(design), features).get(0);
    double[] total = new double[9];
    for (double[] use : observed.sums()) {
      for (int k = 0; k < total.length; k++) {
        total[k] += use[k];
      }
    }
    double[] shared =
        graph.gradient().gradientForVariable().get("store_pointwise/0").dup('c').data().asDouble();
    assertClose(total, shared, 1e-13);
  }

  @Test
  void sumsOverBatches() {
    ConvMixerSpec spec = Networks.convMixer(IMAGE, CLASSES, 2, 0);
    ModelDesign design = Networks.shared(spec, Transform.NONE, "pointwise");
    ComputationGraph graph = Networks.build(design, DataType.DOUBLE);
    List<GradientGroup> groups = GradientGroup.perTensor(design);
    INDArray first = normal(Seed.of(8), BATCH, 2, 6, 6);
    INDArray second = normal(Seed.of(9), BATCH, 2, 6, 6);
    ShardGradients both = observe(graph, groups, first, second).get(0);
    double[] one = observe(graph, groups, first).get(0).sums().get(1);
    double[] other = observe(graph, groups, second).get(0).sums().get(1);
    assertThat(both.examples()).isEqualTo(2 * BATCH);
    for (int k = 0; k < one.length; k++) {
      assertThat(both.sums().get(1)[k]).isEqualTo(one[k] + other[k]);
    }
  }

  /**
   * With a learned scale per output channel the gradient of each use's own scales comes out of
   * training's own backward pass: the store has it under the use's name.
   */
  @Test
  void turnsWeightGradientsIntoCoefficientGradients() {
    ConvMixerSpec spec = Networks.convMixer(IMAGE, CLASSES, 3, 0);
    ModelDesign design = Networks.shared(spec, Transform.CHANNEL, "pointwise");
    ComputationGraph graph = Networks.build(design, DataType.DOUBLE);
    INDArray features = normal(Seed.of(10), BATCH, 2, 6, 6);
    ShardGradients observed = observe(graph, GradientGroup.perTensor(design), features).get(0);

    ParameterStore store = StoreGradients.doubleCopy(graph);
    GroupGradients coefficients = CoefficientGradients.of(store, GroupGradients.of(observed));
    assertThat(coefficients.group().kind()).isEqualTo(GradientKind.COEFFICIENT);
    assertThat(coefficients.examples()).isEqualTo(BATCH);
    List<double[]> found = coefficients.shards().iterator().next().sums();
    for (int use = 0; use < 3; use++) {
      INDArray expected =
          graph.gradient().gradientForVariable().get("store_scale/block" + use + ".pointwise/W");
      assertClose(found.get(use), expected.dup('c').data().asDouble(), 1e-13);
    }
    GroupSimilarity similarity = GroupSimilarity.of(coefficients, 1);
    assertThat(similarity.rows("t", 2).get(0).kind()).isEqualTo("coefficient");
    assertThat(similarity.pairs()).hasSize(3).allMatch(pair -> pair.elements() == 3);
  }

  @Test
  void refusesCoefficientsWhereThereAreNone() {
    ConvMixerSpec spec = Networks.convMixer(IMAGE, CLASSES, 2, 0);
    ModelDesign design = Networks.shared(spec, Transform.NONE, "pointwise");
    ComputationGraph graph = Networks.build(design, DataType.DOUBLE);
    INDArray features = normal(Seed.of(11), BATCH, 2, 6, 6);
    GroupGradients gradients =
        GroupGradients.of(observe(graph, GradientGroup.perTensor(design), features).get(0));
    ParameterStore store = StoreGradients.doubleCopy(graph);
    assertThatThrownBy(() -> CoefficientGradients.of(store, gradients))
        .hasMessage(
            "Cannot compare coefficients: block0.pointwise/W has none (a transformed or mixed"
                + " store)");
  }

  @Test
  void refusesUsesWhoseGradientPassesByElsewhere() {
    ConvMixerSpec spec = Networks.convMixer(IMAGE, CLASSES, 2, 0);
    ModelDesign design = Networks.shared(spec, Transform.NONE, "pointwise");
    ComputationGraph graph = Networks.build(design, DataType.DOUBLE);
    List<GradientGroup> depthwise = GradientGroup.perComponent(design, spec.component("depthwise"));
    INDArray features = normal(Seed.of(12), BATCH, 2, 6, 6);
    assertThatThrownBy(() -> observe(graph, depthwise, features))
        .hasMessage(
            "Cannot compare gradients of depthwise: block0.depthwise/W has its weight outside the"
                + " network's store");
    ComputationGraph plain =
        Networks.build(ModelDesign.unshared(design.architecture()), DataType.DOUBLE);
    assertThatThrownBy(() -> observe(plain, depthwise, features))
        .hasMessage("Cannot observe gradients: the network shares nothing");
  }
}
