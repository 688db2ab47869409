package org.sharelab.analysis.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.WideResNetSpec;
import org.sharelab.result.ClusterRow;
import org.sharelab.result.Tables;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Topology;
import org.sharelab.sharing.Transform;

class ClusteredPlanTest {
  private static final FeatureShape IMAGE = new FeatureShape(3, 32, 32);

  private static ModelDesign wideResNet(SharingPlan plan) {
    return new ModelDesign(
        new WideResNetSpec(IMAGE, 10, 28, 2, 0).architecture(), plan, Transform.NONE);
  }

  @Test
  void givesEachClusterOfAComponentATensor() {
    ConvMixerSpec spec = Networks.convMixer(IMAGE, 10, 4, 0);
    ModelDesign plain = ModelDesign.unshared(spec.architecture());
    GradientGroup group = GradientGroup.perComponent(plain, spec.component("pointwise")).get(0);
    Clusters clusters = new Clusters(new Topology(List.of(2, 0, 2, 1)), .1);
    SharingPlan plan = ClusteredPlan.of(group, clusters.topology());
    assertThat(plan)
        .isEqualTo(SharingPlan.of(clusters.topology(), List.of(spec.component("pointwise"))));
    assertThat(ClusteredPlan.shareRate(plan)).isEqualTo(4 / 3.0);
    assertThat(ClusteredPlan.shareRate(SharingPlan.none())).isEqualTo(1);
  }

  /**
   * The depth bins of WRN-28-2 over its 25 convolutions of 3 x 3. The first bin, 7 layers, has the
   * stem 16x3, the first convolution 32x16 and five of 32x32, and so three tensors.
   */
  @Test
  void splitsClustersByShape() {
    ModelDesign plain = wideResNet(SharingPlan.none());
    List<GradientGroup> groups = GradientGroup.perKernel(plain);
    assertThat(groups).extracting(GradientGroup::id).containsExactly("kernel-1x1", "kernel-3x3");
    assertThat(groups).extracting(g -> g.members().size()).containsExactly(3, 25);
    GradientGroup large = groups.get(1);
    Topology bins = DepthBins.of(IntStream.range(0, 25).mapToObj(i -> 3).toList(), 4);
    SharingPlan plan = ClusteredPlan.of(large, bins);
    assertThat(plan.tensors().subList(0, 3))
        .extracting(SharedTensor::id)
        .containsExactly(
            "kernel-3x3/0/16x3x3x3", "kernel-3x3/0/32x16x3x3", "kernel-3x3/0/32x32x3x3");
    assertThat(plan.tensors().get(2).uses()).hasSize(5);
    // Every use has a tensor, and the model accepts the plan: no tensor has two shapes.
    assertThat(plan.tensors().stream().mapToInt(tensor -> tensor.uses().size()).sum())
        .isEqualTo(25);
    assertThat(wideResNet(plan).uniqueParameters()).isLessThan(plain.uniqueParameters());
  }

  @Test
  void comparesEveryTrainedParameterOfAComponent() {
    ConvMixerSpec spec = Networks.convMixer(IMAGE, 10, 4, 0);
    ModelDesign plain = ModelDesign.unshared(spec.architecture());
    // Two norms per block: scale and shift of each, but not their running statistics.
    assertThat(GradientGroup.perComponent(plain, spec.component("batch-norm")))
        .extracting(GradientGroup::id)
        .containsExactly("batch-norm/0", "batch-norm/1", "batch-norm/4", "batch-norm/5");
  }

  @Test
  void comparesTensorsWithSeveralUses() {
    ConvMixerSpec spec = Networks.convMixer(IMAGE, 10, 4, 0);
    SharingPlan plan =
        SharingPlan.of(
            new Topology(List.of(0, 1, 0, 2)),
            List.of(spec.component("pointwise"), spec.component("batch-norm")));
    List<GradientGroup> groups =
        GradientGroup.perTensor(new ModelDesign(spec.architecture(), plan, Transform.NONE));
    assertThat(groups)
        .extracting(GradientGroup::id)
        .containsExactly(
            "pointwise/0", "batch-norm/0/0", "batch-norm/0/1", "batch-norm/0/4", "batch-norm/0/5");
    assertThat(groups.get(0).members()).extracting(GradientGroup.Member::use).containsExactly(0, 2);
  }

  @Test
  void becomesRows() {
    ConvMixerSpec spec = Networks.convMixer(IMAGE, 10, 4, 0);
    ModelDesign plain = ModelDesign.unshared(spec.architecture());
    GradientGroup group = GradientGroup.perComponent(plain, spec.component("pointwise")).get(0);
    ClusterRow.Plan trained = new ClusterRow.Plan("p", "threshold 0.1, epoch 3", "u");
    List<ClusterRow> rows =
        new Clusters(new Topology(List.of(0, 1, 0, 2)), .1)
            .rows("t", 3, group, "tensor", "threshold", trained);
    assertThat(rows).hasSize(4);
    assertThat(Tables.CLUSTERS.values(rows.get(2)))
        .containsExactly(
            "t",
            "tensor",
            .1,
            2,
            0,
            3,
            "pointwise",
            "threshold",
            "p",
            "threshold 0.1, epoch 3",
            "u");
    ClusterRow all =
        new Clusters(new Topology(List.of(0, 0, 0, 0)), Double.NEGATIVE_INFINITY)
            .rows("t", 3, group, "tensor", "group-count", trained)
            .get(0);
    assertThat(Tables.CLUSTERS.values(all).get(2)).isNull();
  }

  @Test
  void refusesClustersOfAnotherSize() {
    GradientGroup group = GradientGroup.perKernel(wideResNet(SharingPlan.none())).get(0);
    assertThatThrownBy(() -> ClusteredPlan.of(group, Topology.unshared(4)))
        .hasMessage("Cannot share kernel-1x1: it has 3 uses and the clusters 4");
  }
}
