package org.sharelab.store;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.sharing.Slot;

/** What all single stores have in common: tensors and gradients as views of two flat vectors. */
abstract class FlatStore<S extends StoreSpec> implements ParameterStore {
  private final S spec;
  private final Map<String, INDArray> tensors;
  private Map<String, INDArray> gradients = Map.of();
  private INDArray flatGradient;

  FlatStore(S spec, INDArray parameters) {
    this.spec = spec;
    this.tensors = TensorViews.of(parameters, spec.tensors());
  }

  @Override
  public final S spec() {
    return spec;
  }

  @Override
  public final Map<String, INDArray> tensors() {
    return tensors;
  }

  @Override
  public final Map<String, INDArray> gradients() {
    return gradients;
  }

  @Override
  public final void attachGradient(INDArray gradient) {
    gradients = TensorViews.of(gradient, spec.tensors());
    flatGradient = gradient;
  }

  @Override
  public final void clearGradient() {
    flatGradient.assign(0);
  }

  static IllegalArgumentException unknown(Slot use) {
    return new IllegalArgumentException("The store does not serve " + use);
  }
}
