package org.sharelab.nn;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.kernel.TrunkParameters;
import org.sharelab.model.Architecture;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.ParameterSpec;
import org.sharelab.sharing.Slot;

/**
 * What a trunk borrows from a store.
 *
 * <p>Values are the store's own arrays. A use that sees a tensor as it is adds its gradient to the
 * tensor's; one whose weight is computed writes to scratch memory, from where the store takes it.
 * Running statistics move in copies, and the store is told by how much.
 */
final class TrunkLoan implements TrunkParameters {
  private final StoreLayer lender;
  private final Map<Slot, INDArray> values = new LinkedHashMap<>();
  private final Map<Slot, String> tensors = new LinkedHashMap<>();
  private final Map<Slot, INDArray> scratch = new LinkedHashMap<>();
  private final List<Slot> computed = new ArrayList<>();
  private final Set<Slot> statistics = new LinkedHashSet<>();
  private boolean training;

  TrunkLoan(StoreLayer lender, Architecture trunk) {
    this.lender = lender;
    Map<INDArray, String> names = new IdentityHashMap<>();
    lender.store().tensors().forEach((name, tensor) -> names.put(tensor, name));
    for (LayerSpec layer : trunk.layers()) {
      for (ParameterSpec parameter : layer.parameters()) {
        Slot slot = new Slot(layer.name(), parameter.name());
        INDArray value = lender.store().materialize(slot);
        values.put(slot, value);
        String tensor = names.get(value);
        tensors.put(slot, tensor == null ? slot.toString() : tensor);
        if (!parameter.isTrainable()) {
          statistics.add(slot);
        } else if (tensor == null) {
          computed.add(slot);
        }
        if (tensor == null || !parameter.isTrainable()) {
          scratch.put(
              slot, Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', value.shape()).assign(0));
        }
      }
    }
  }

  /** Names the array that a slot sees; slots that see one array have one name. */
  String tensorOf(Slot slot) {
    return tensors.get(slot);
  }

  void beginForward(boolean isTraining) {
    training = isTraining;
    if (isTraining) {
      statistics.forEach(slot -> scratch.get(slot).assign(values.get(slot)));
    }
  }

  void beginBackward() {
    lender.beginAccumulation();
    computed.forEach(slot -> scratch.get(slot).assign(0));
  }

  /** Hands over what was written to scratch memory; updates of statistics are to be subtracted. */
  void giveBack() {
    computed.forEach(slot -> lender.accumulate(slot, scratch.get(slot)));
    for (Slot slot : statistics) {
      lender.accumulate(slot, values.get(slot).sub(scratch.get(slot)));
    }
  }

  @Override
  public INDArray value(Slot slot) {
    return training && statistics.contains(slot) ? scratch.get(slot) : values.get(slot);
  }

  @Override
  public INDArray gradient(Slot slot) {
    INDArray own = scratch.get(slot);
    return own != null ? own : lender.store().gradients().get(tensors.get(slot));
  }
}
