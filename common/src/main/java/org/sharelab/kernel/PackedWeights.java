package org.sharelab.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sharelab.model.LayerSpec;
import org.sharelab.sharing.Slot;

/**
 * The weights of a trunk's convolutions, each reordered once per pass however many layers use it.
 */
final class PackedWeights {
  private final Function<Slot, String> tensorOf;
  private final Map<Key, ConvolutionKernel.PackedWeight> packs = new HashMap<>();
  private final List<Step> loads = new ArrayList<>();

  private record Key(String tensor, ConvolutionShape shape) {}

  /**
   * @param tensorOf names the tensor that a slot uses
   */
  PackedWeights(Function<Slot, String> tensorOf) {
    this.tensorOf = tensorOf;
  }

  /** Reorders every distinct weight, in the order in which they were asked for. */
  List<Step> loads() {
    return loads;
  }

  /** The weight of a layer, one for all layers that share tensor and shape. */
  ConvolutionKernel.PackedWeight of(
      LayerSpec layer, ConvolutionShape shape, ConvolutionKernel kernel) {
    Slot slot = new Slot(layer.name(), "W");
    return packs.computeIfAbsent(
        new Key(tensorOf.apply(slot), shape),
        unseen -> {
          ConvolutionKernel.PackedWeight pack = kernel.pack();
          loads.add(
              new Step(
                  slot + " (load)",
                  List.of(),
                  null,
                  List.of(),
                  run -> pack.load(run.parameter(slot.layer(), slot.parameter()))));
          return pack;
        });
  }
}
