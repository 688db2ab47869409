package org.sharelab.analysis.reusability;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sharelab.model.AllButBatchNorm;
import org.sharelab.model.Architecture;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation.Convolution;
import org.sharelab.model.ParameterSpec;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Slot;

/** Which parameter tensors of a network are one, for counting contexts. */
@FunctionalInterface
public interface ContextSharing {

  /** Names the tensor that a slot uses; slots of one name are merged. */
  Map<Slot, String> owners(Architecture architecture);

  /** Nothing is shared. */
  static ContextSharing none() {
    return architecture -> Map.of();
  }

  /** The groups of a plan. */
  static ContextSharing of(SharingPlan plan) {
    return architecture -> {
      Map<Slot, String> owners = new HashMap<>();
      for (SharedTensor tensor : plan.tensors()) {
        tensor.uses().forEach(use -> owners.put(use.slot(), tensor.id()));
      }
      return owners;
    };
  }

  /** Convolutions of equal kind, kernel, stride, input and output channels, wherever they are. */
  static ContextSharing allButBatchNormClean() {
    return architecture -> of(AllButBatchNorm.plan(architecture)).owners(architecture);
  }

  /**
   * The same as the paper's code does it, and as its Table 3 counts: by name.
   *
   * <p>That code calls the convolutions of fused blocks {@code k1s1} whatever their kernel and
   * stride are. So those of stride 1 and 2 are one, and where a 1 x 1 convolution has the same
   * channels as a fused 3 x 3 one, its weight is the first position of the larger kernel.
   */
  static ContextSharing allButBatchNorm() {
    return architecture -> {
      Map<Slot, String> owners = new HashMap<>();
      for (LayerSpec layer : architecture.layers()) {
        nameInPapersCode(layer).ifPresent(name -> putAll(owners, layer, name));
      }
      return owners;
    };
  }

  private static Optional<String> nameInPapersCode(LayerSpec layer) {
    boolean fused = layer.operation() instanceof Convolution && layer.name().contains(".fused-");
    return AllButBatchNorm.kind(layer)
        .map(kind -> fused ? kind.replaceFirst("k\\d+s\\d+", "k1s1") : kind);
  }

  private static void putAll(Map<Slot, String> owners, LayerSpec layer, String name) {
    for (ParameterSpec parameter : layer.parameters()) {
      owners.put(new Slot(layer.name(), parameter.name()), name + "/" + parameter.name());
    }
  }
}
