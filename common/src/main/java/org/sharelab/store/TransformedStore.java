package org.sharelab.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.sharing.Slot;

/** Keeps one array per use and recomputes it from the shared tensor. */
final class TransformedStore extends FlatStore<TransformedStoreSpec> {
  private final Map<Slot, Use> uses = new LinkedHashMap<>();

  private record Use(StoredTensor tensor, UseTransform transform, INDArray weight) {}

  TransformedStore(TransformedStoreSpec spec, INDArray parameters) {
    super(spec, parameters);
    for (StoredTensor tensor : spec.shared()) {
      tensor.uses().forEach(use -> uses.put(use, open(tensor, use)));
    }
  }

  /** The weight outlives every workspace: layers keep it. */
  private Use open(StoredTensor tensor, Slot use) {
    INDArray base = tensors().get(tensor.parameter().name());
    INDArray weight = Nd4j.createUninitializedDetached(base.dataType(), 'c', base.shape());
    weight.assign(base);
    return new Use(tensor, transform(tensor, use), weight);
  }

  private UseTransform transform(StoredTensor tensor, Slot use) {
    int axis = tensor.parameter().channelAxis();
    return switch (spec().transform()) {
      case NONE -> new UseTransform.Identity();
      case SCALAR, CHANNEL ->
          new UseTransform.Scaled(TransformedStoreSpec.coefficientName(use), axis);
      case PERMUTATION ->
          UseTransform.Permuted.random(
              tensor.parameter().shape().get(axis), axis, spec().seed().derive(use.toString()));
    };
  }

  @Override
  public INDArray materialize(Slot slot) {
    Use use = use(slot);
    use.transform().apply(tensors(), use.tensor().parameter().name(), use.weight());
    return use.weight();
  }

  @Override
  public void accumulate(Slot slot, INDArray gradient) {
    Use use = use(slot);
    use.transform().backward(tensors(), use.tensor().parameter().name(), gradient, gradients());
  }

  @Override
  public void initialize(Initializer initializer) {
    for (StoredTensor tensor : spec().shared()) {
      INDArray values = tensors().get(tensor.parameter().name());
      initializer.fill(tensor.uses().get(0), tensor.parameter(), values);
    }
    uses.keySet().stream()
        .map(use -> tensors().get(TransformedStoreSpec.coefficientName(use)))
        .filter(Objects::nonNull)
        .forEach(coefficient -> coefficient.assign(1));
  }

  private Use use(Slot slot) {
    Use use = uses.get(slot);
    if (use == null) {
      throw unknown(slot);
    }
    return use;
  }
}
