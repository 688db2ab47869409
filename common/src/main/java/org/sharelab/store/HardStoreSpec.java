package org.sharelab.store;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.ParameterSpec;
import org.sharelab.sharing.Slot;

/** Hard sharing: every use of a tensor sees the tensor itself, w_i = T[t(i)]. */
public record HardStoreSpec(List<StoredTensor> shared) implements StoreSpec {
  public HardStoreSpec {
    shared = List.copyOf(shared);
  }

  @Override
  public List<ParameterSpec> tensors() {
    return shared.stream().map(StoredTensor::parameter).toList();
  }

  @Override
  public List<Slot> uses() {
    return shared.stream().flatMap(tensor -> tensor.uses().stream()).toList();
  }

  @Override
  public ParameterStore open(INDArray parameters) {
    return new HardStore(this, parameters);
  }
}
