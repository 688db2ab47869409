package org.sharelab.store;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.sharing.Slot;

/** Hands out its tensors without copying them. */
final class HardStore extends FlatStore<HardStoreSpec> {
  private final Map<Slot, StoredTensor> tensorOf = new HashMap<>();

  HardStore(HardStoreSpec spec, INDArray parameters) {
    super(spec, parameters);
    for (StoredTensor tensor : spec.shared()) {
      tensor.uses().forEach(use -> tensorOf.put(use, tensor));
    }
  }

  @Override
  public INDArray materialize(Slot use) {
    return tensors().get(tensor(use).parameter().name());
  }

  @Override
  public void accumulate(Slot use, INDArray gradient) {
    StoredTensor tensor = tensor(use);
    INDArray sum = gradients().get(tensor.parameter().name());
    double factor = tensor.contribution(use);
    if (factor == 1) {
      sum.addi(gradient);
    } else {
      sum.addi(gradient.mul(factor));
    }
  }

  @Override
  public void initialize(Initializer initializer) {
    for (StoredTensor tensor : spec().shared()) {
      INDArray values = tensors().get(tensor.parameter().name());
      initializer.fill(tensor.uses().get(0), tensor.parameter(), values);
    }
  }

  private StoredTensor tensor(Slot use) {
    StoredTensor tensor = tensorOf.get(use);
    if (tensor == null) {
      throw unknown(use);
    }
    return tensor;
  }
}
