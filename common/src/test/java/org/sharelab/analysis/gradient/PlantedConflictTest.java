package org.sharelab.analysis.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.data.Batches;
import org.sharelab.data.DataSource;
import org.sharelab.data.DataSources;
import org.sharelab.model.Architecture;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation.Add;
import org.sharelab.model.Operation.Convolution;
import org.sharelab.model.Operation.Dense;
import org.sharelab.model.Operation.GlobalAveragePool;
import org.sharelab.nn.NetworkParameters;
import org.sharelab.random.Seed;
import org.sharelab.result.PairSimilarity;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Topology;
import org.sharelab.sharing.Transform;
import org.sharelab.train.LabelDistributions;

/**
 * A residual network in which half of the uses of a weight W want the opposite of what the other
 * half want: block i computes h + W S_i h, where S_i is the identity or its negative. For W = 0 all
 * blocks see the same h and the same error, so the gradient through use i is exactly +-G.
 */
class PlantedConflictTest {
  private static final int WIDTH = 6;
  private static final int BATCH = 32;

  /** The two halves, mixed over the depth so that no hand-made plan matches them. */
  private static final List<Integer> PLANTED = List.of(0, 1, 1, 0, 1, 0, 0, 1);

  private static final DataSource DATA = DataSources.named("glyphs");

  private static Architecture architecture() {
    Architecture.Builder net =
        Architecture.builder("conflict", DATA.shape())
            .then("patch", Convolution.patches(WIDTH, 4, true));
    for (int i = 0; i < PLANTED.size(); i++) {
      String entry = net.last();
      net.then("block" + i + ".sign", Convolution.pointwise(WIDTH, false))
          .then("block" + i + ".mix", Convolution.pointwise(WIDTH, false))
          .add("block" + i + ".add", new Add(), "block" + i + ".mix", entry);
    }
    return net.then("pool", new GlobalAveragePool())
        .then("classifier", new Dense(DATA.classes(), true))
        .build();
  }

  private static GradientGroup uses(ModelDesign design) {
    return GradientGroup.perTensor(design).get(0);
  }

  private static ModelDesign shared() {
    List<SharedTensor.Use> uses =
        IntStream.range(0, PLANTED.size())
            .mapToObj(i -> new SharedTensor.Use(i, new Slot("block" + i + ".mix", "W")))
            .toList();
    return new ModelDesign(
        architecture(),
        new SharingPlan(List.of(new SharedTensor("mix/0", "mix", uses))),
        Transform.NONE);
  }

  /**
   * @param scale of the shared weight's random entries
   */
  private static GroupSimilarity similarity(double scale) {
    ModelDesign design = shared();
    ComputationGraph graph = Networks.build(design, DataType.FLOAT);
    NetworkParameters parameters = NetworkParameters.of(graph, design.architecture());
    for (int i = 0; i < PLANTED.size(); i++) {
      INDArray sign = Nd4j.eye(WIDTH).mul(PLANTED.get(i) == 0 ? 1 : -1);
      parameters.set(
          new Slot("block" + i + ".sign", "W"),
          sign.castTo(DataType.FLOAT).reshape(WIDTH, WIDTH, 1, 1));
    }
    Slot shared = new Slot("block0.mix", "W");
    parameters.set(shared, parameters.get(shared).mul(scale));
    Batches batches =
        Batches.inFileOrder(DATA.load("", 8 * BATCH, 10).train(), DATA.normalization(), BATCH);
    GradientPass pass =
        new GradientPass(
            graph,
            GradientGroup.perTensor(design),
            batches,
            new LabelDistributions(DATA.classes(), 0),
            Seed.of(0));
    ShardPlan plan = new ShardPlan(batches.count(), 4);
    List<ShardGradients> shards = new ArrayList<>();
    plan.numbers().forEach(shard -> shards.addAll(pass.shard(plan, shard, () -> {})));
    return GroupSimilarity.of(
        shards.stream().map(GroupGradients::of).reduce(GroupGradients::plus).orElseThrow(),
        plan.shards());
  }

  @Test
  void usesOfOneHalfAgreeAndOfDifferentHalvesOppose() {
    for (PairSimilarity pair : similarity(0).pairs()) {
      boolean sameHalf = PLANTED.get(pair.useI()).equals(PLANTED.get(pair.useJ()));
      assertThat(pair.cosine()).as("%s", pair).isEqualTo(sameHalf ? 1 : -1, within(1e-6));
      assertThat(pair.signAgreement()).isEqualTo(sameHalf ? 1 : 0);
      assertThat(pair.normRatio()).isEqualTo(1, within(1e-5));
      assertThat(pair.standardError()).isLessThan(1e-6);
    }
  }

  /** With a weight of a fifth of its usual size the blocks differ, but the conflict is there. */
  @Test
  void everyCriterionFindsThePlantedGroups() {
    for (double scale : new double[] {0, .2}) {
      GroupSimilarity similarity = similarity(scale);
      List<Long> sizes = similarity.group().sizes();
      long weight = sizes.get(0);
      List<GroupingCriterion> criteria =
          List.of(
              new GroupingCriterion.Threshold(.1),
              new GroupingCriterion.GroupCount(2),
              new GroupingCriterion.BudgetExactly(2 * weight, .99),
              new GroupingCriterion.BudgetBySteps(2 * weight, .99, .05));
      for (GroupingCriterion criterion : criteria) {
        Clusters found = criterion.group(similarity.cosines(), sizes);
        assertThat(found.topology().assignment())
            .as("%s at scale %s", criterion, scale)
            .isEqualTo(PLANTED);
      }
    }
  }

  @Test
  void becomesAPlanThatTrainsEachHalfOnItsOwn() {
    Clusters found =
        new GroupingCriterion.GroupCount(2).group(similarity(0).cosines(), uses(shared()).sizes());
    SharingPlan plan = ClusteredPlan.of(uses(shared()), found.topology());
    assertThat(plan.tensors()).extracting(SharedTensor::id).containsExactly("mix/0/0", "mix/0/1");
    assertThat(plan.tensors().get(0).uses())
        .extracting(SharedTensor.Use::position)
        .containsExactly(0, 3, 5, 6);
    assertThat(ClusteredPlan.shareRate(plan)).isEqualTo(4).isEqualTo(found.shareRate());
    ModelDesign design = new ModelDesign(architecture(), plan, Transform.NONE);
    assertThat(shared().uniqueParameters() + WIDTH * WIDTH).isEqualTo(design.uniqueParameters());
    assertThat(found.rule().topology(8, Seed.of(0))).isEqualTo(new Topology(PLANTED));
  }
}
