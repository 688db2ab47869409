package org.sharelab.jobs.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.analysis.gradient.GradientKind;
import org.sharelab.analysis.gradient.GroupingCriterion;
import org.sharelab.analysis.gradient.SimilarityMatrix;
import org.sharelab.experiment.ParameterSnapshot;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.model.Architecture;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation.Add;
import org.sharelab.model.Operation.Convolution;
import org.sharelab.model.Operation.Dense;
import org.sharelab.model.Operation.GlobalAveragePool;
import org.sharelab.nn.NativeResources;
import org.sharelab.nn.NetworkBuilder;
import org.sharelab.nn.NetworkOptions;
import org.sharelab.nn.NetworkParameters;
import org.sharelab.result.GradientSimilarityRow;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;
import org.sharelab.store.Initialization;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.gradient.GradientSpec;
import org.sharelab.train.Updates;

/**
 * A network in which two halves of the layers want opposite updates, through the job: block i
 * computes h + W S_i h with S_i the identity or its negative. For W = 0 all blocks see the same h
 * and the same error, so the gradients through the uses of W are exactly G and -G.
 */
class PlantedConflictJobTest {
  private static final List<Integer> PLANTED = List.of(0, 1, 1, 0, 1, 0, 0, 1);
  private static final int WIDTH = 6;
  private static final GradientSpec GRADIENT =
      new GradientSpec(
          List.of(0),
          GradientSpec.Compare.TENSOR,
          List.of(GradientKind.TENSOR),
          GradientSpec.Images.EPOCH,
          4);

  private static TrialSpec trial() {
    TrialSpec glyphs = Studies.small(1).trials().get(0);
    Architecture.Builder net =
        Architecture.builder("conflict", glyphs.data().inputShape())
            .then("patch", Convolution.patches(WIDTH, 4, true));
    for (int i = 0; i < PLANTED.size(); i++) {
      String entry = net.last();
      net.then("block" + i + ".sign", Convolution.pointwise(WIDTH, false))
          .then("block" + i + ".mix", Convolution.pointwise(WIDTH, false))
          .add("block" + i + ".add", new Add(), "block" + i + ".mix", entry);
    }
    Architecture architecture =
        net.then("pool", new GlobalAveragePool())
            .then("classifier", new Dense(glyphs.data().classes(), true))
            .build();
    List<SharedTensor.Use> uses =
        IntStream.range(0, PLANTED.size())
            .mapToObj(i -> new SharedTensor.Use(i, new Slot("block" + i + ".mix", "W")))
            .toList();
    SharingPlan plan = new SharingPlan(List.of(new SharedTensor("mix/0", "mix", uses)));
    return new TrialSpec(
        "planted",
        "{}",
        glyphs.study(),
        glyphs.seed(),
        glyphs.replicate(),
        glyphs.timeoutSeconds(),
        glyphs.checkpoint(),
        glyphs.data(),
        "conflict",
        glyphs.sharing(),
        new ModelDesign(architecture, plan, Transform.NONE),
        glyphs.initializer(),
        glyphs.training());
  }

  /** In place of training: signs in the private weights, zero in the shared one. */
  private static List<ParameterSnapshot> planted(
      TrialSpec trial, List<Integer> epochs, int threads) {
    ComputationGraph graph =
        NetworkBuilder.build(
            trial.design(),
            new NetworkOptions(
                DataType.FLOAT,
                trial.replicateSeed(),
                Updates.of(trial.training(), 1),
                Initialization.UNIFORM_FAN_IN,
                NetworkOptions.Engine.TRUNK));
    try {
      NetworkParameters parameters = NetworkParameters.of(graph, trial.design().architecture());
      for (int i = 0; i < PLANTED.size(); i++) {
        INDArray sign = Nd4j.eye(WIDTH).mul(PLANTED.get(i) == 0 ? 1 : -1);
        parameters.set(
            new Slot("block" + i + ".sign", "W"),
            sign.castTo(DataType.FLOAT).reshape(WIDTH, WIDTH, 1, 1));
      }
      Slot shared = new Slot("block0.mix", "W");
      parameters.set(shared, parameters.get(shared).mul(0));
      return List.of(new ParameterSnapshot(0, graph.params().toFloatVector()));
    } finally {
      NativeResources.close(graph);
    }
  }

  @Test
  void findsThePlantedGroups() {
    JavaSparkContext spark = new JavaSparkContext(LocalSpark.session().sparkContext());
    List<GradientSimilarityRow> rows =
        new TrialSimilarity(trial(), GRADIENT, 2, PlantedConflictJobTest::planted)
            .rows(spark)
            .collect();
    assertThat(rows).hasSize(28);
    double[][] cosines = new double[PLANTED.size()][PLANTED.size()];
    for (GradientSimilarityRow row : rows) {
      int i = row.pair().useI();
      int j = row.pair().useJ();
      boolean same = PLANTED.get(i).equals(PLANTED.get(j));
      assertThat(row.pair().cosine()).as("%s", row).isEqualTo(same ? 1 : -1, within(1e-6));
      cosines[i][j] = row.pair().cosine();
      cosines[j][i] = row.pair().cosine();
    }
    List<Long> sizes = IntStream.range(0, PLANTED.size()).mapToObj(i -> 36L).toList();
    assertThat(
            new GroupingCriterion.Threshold(.1)
                .group(SimilarityMatrix.of(cosines), sizes)
                .topology()
                .assignment())
        .isEqualTo(PLANTED);
  }
}
