package org.sharelab.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sharelab.model.Operation.Convolution;
import org.sharelab.model.Operation.Dense;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Slot;

/**
 * The aggressive sharing of the reusability prior (Polat and Alpaslan, 2023): all convolutions of
 * one kind use one weight and one bias, wherever in the network they are. What a kind is depends on
 * the {@link Reading}.
 *
 * <p>Only layers inside repeated blocks take part (those named {@code ...block<i>....}): the stem,
 * the top convolution and the classifier never do, and neither do norms and embeddings. Dense
 * layers inside blocks share among themselves by the same rule.
 */
public final class AllButBatchNorm {
  /** Which convolutions are of one kind. */
  public enum Reading {
    /** Equal depthwise or not, kernel size, stride, input and output channels, as the text says. */
    CLEAN,
    /**
     * The same by the names that the paper's code gives, as its tables count.
     *
     * <p>That code calls the convolutions of fused blocks {@code k1s1} whatever their kernel and
     * stride are. So those of stride 1 and 2 are one, and where a 1 x 1 convolution has the
     * channels of a fused 3 x 3 one, its weight is the first position of the larger kernel.
     */
    NAMED
  }

  private static final Pattern IN_BLOCK = Pattern.compile("(^|.*\\.)block\\d+\\..*");

  private AllButBatchNorm() {}

  /** The plan for an architecture; groups of one are left out. */
  public static SharingPlan plan(Architecture architecture, Reading reading) {
    Map<String, List<SharedTensor.Use>> groups = new LinkedHashMap<>();
    List<LayerSpec> layers = architecture.layers();
    for (int position = 0; position < layers.size(); position++) {
      LayerSpec layer = layers.get(position);
      Optional<String> kind = kind(layer, reading);
      for (ParameterSpec parameter :
          kind.isPresent() ? layer.parameters() : List.<ParameterSpec>of()) {
        groups
            .computeIfAbsent(kind.get() + "/" + parameter.name(), unseen -> new ArrayList<>())
            .add(new SharedTensor.Use(position, new Slot(layer.name(), parameter.name())));
      }
    }
    List<SharedTensor> tensors = new ArrayList<>();
    groups.forEach(
        (id, uses) -> {
          if (uses.size() > 1) {
            tensors.add(new SharedTensor(id, id.substring(0, id.lastIndexOf('/')), uses));
          }
        });
    return new SharingPlan(tensors);
  }

  /** What a layer shares by, such as {@code conv-k3s1-48x192}; empty if it keeps its own. */
  private static Optional<String> kind(LayerSpec layer, Reading reading) {
    if (!isInBlock(layer)) {
      return Optional.empty();
    }
    FeatureShape input = layer.inputShapes().get(0);
    int in = input.channels();
    if (layer.operation() instanceof Dense dense) {
      return Optional.of("dense-%dx%d".formatted(in, dense.units()));
    }
    if (layer.operation() instanceof Convolution conv) {
      String kind =
          conv.groups() == 1
              ? "conv"
              : conv.isDepthwise(input) ? "depthwise" : "conv" + conv.groups();
      boolean misnamed = reading == Reading.NAMED && layer.name().contains(".fused-");
      return Optional.of(
          "%s-k%ds%d-%dx%d"
              .formatted(
                  kind,
                  misnamed ? 1 : conv.kernel(),
                  misnamed ? 1 : conv.stride(),
                  in,
                  conv.outChannels()));
    }
    return Optional.empty();
  }

  private static boolean isInBlock(LayerSpec layer) {
    return IN_BLOCK.matcher(layer.name()).matches();
  }
}
