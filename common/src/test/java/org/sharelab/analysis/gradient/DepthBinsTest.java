package org.sharelab.analysis.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sharelab.model.Architecture;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.Operation.Convolution;
import org.sharelab.model.WideResNetSpec;
import org.sharelab.sharing.Topology;
import org.sharelab.testing.SharedFiles;

class DepthBinsTest {
  /** Kernel sizes of the 28 convolutions of WRN-28 in depth order. */
  private static List<Integer> wideResNet(int width) {
    Architecture net =
        new WideResNetSpec(new FeatureShape(3, 32, 32), 10, 28, width, 0).architecture();
    return net.layers().stream()
        .filter(layer -> layer.operation() instanceof Convolution)
        .map(layer -> ((Convolution) layer.operation()).kernel())
        .toList();
  }

  /**
   * B = 4 over 28 layers: the three shortcuts get round(4 * 3/28) = 0, so one bin; the 25 others
   * round(4 * 25/28) = 4, with 7, 6, 6 and 6 layers.
   */
  @Test
  void givesWideResNet28FiveBins() {
    List<Integer> kernels = wideResNet(10);
    assertThat(kernels).hasSize(28);
    Topology bins = DepthBins.of(kernels, 4);
    assertThat(bins.tensors()).isEqualTo(5);
    assertThat(IntStream.range(0, 5).map(bin -> bins.positionsOf(bin).size()))
        .containsExactly(3, 7, 6, 6, 6);
    assertThat(bins.positionsOf(0)).allMatch(layer -> kernels.get(layer) == 1);
    assertThat(IntStream.range(0, 28).filter(layer -> kernels.get(layer) == 3))
        .isSortedAccordingTo(
            (a, b) -> bins.assignment().get(a).compareTo(bins.assignment().get(b)));
  }

  /** The authors' code, run on WRN-28-10 and WRN-28-[7, 4, 3]; names start with the cluster. */
  @Test
  void givesTheClustersOfThePublishedCode() throws IOException {
    JsonNode truth =
        new ObjectMapper().readTree(SharedFiles.truth("superweights_clusters.json").toFile());
    int networks = 0;
    for (JsonNode build : truth) {
      for (JsonNode network : build.get("layer2group_per_net")) {
        List<Integer> expected = new ArrayList<>();
        network.forEach(
            layer -> expected.add(Integer.valueOf(layer.get(0).asText().split("_")[0])));
        assertThat(DepthBins.of(wideResNet(4), 4).assignment()).isEqualTo(expected);
        networks++;
      }
    }
    assertThat(networks).isEqualTo(7);
  }

  /** Ten equal layers in three bins: 10 = 4 + 3 + 3. */
  @Test
  void givesTheExcessToTheFirstBins() {
    assertThat(DepthBins.of(Collections.nCopies(10, 3), 3).assignment())
        .containsExactly(0, 0, 0, 0, 1, 1, 1, 2, 2, 2);
    assertThat(DepthBins.of(Collections.nCopies(4, 3), 4).assignment()).containsExactly(0, 1, 2, 3);
  }

  /** Five bins over three layers of each kernel: 2.5 each, which rounds to 2, not to 3. */
  @Test
  void roundsTiesToEven() {
    assertThat(DepthBins.of(List.of(1, 3, 1, 3, 1, 3), 5).assignment())
        .containsExactly(0, 2, 0, 2, 1, 3);
  }

  @Test
  void keepsKernelsApartEvenInOneBin() {
    assertThat(DepthBins.of(List.of(1, 3, 1, 3), 1).assignment()).containsExactly(0, 1, 0, 1);
  }

  @Test
  void rejectsMoreBinsThanLayers() {
    assertThatThrownBy(() -> DepthBins.of(List.of(3, 3), 3))
        .hasMessage("Invalid number of depth bins: 3 (1 to 2 layers)");
    assertThatThrownBy(() -> DepthBins.of(List.of(3, 3), 0))
        .hasMessage("Invalid number of depth bins: 0 (1 to 2 layers)");
  }
}
