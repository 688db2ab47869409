package org.sharelab.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sharelab.sharing.Slot;

/** Passes every use on to the part that serves it. */
final class CompositeStore implements ParameterStore {
  private final CompositeStoreSpec spec;
  private final List<ParameterStore> parts = new ArrayList<>();
  private final Map<Slot, ParameterStore> partOf = new HashMap<>();

  CompositeStore(CompositeStoreSpec spec, INDArray parameters) {
    this.spec = spec;
    List<INDArray> slices = slices(parameters);
    for (int i = 0; i < spec.parts().size(); i++) {
      ParameterStore part = spec.parts().get(i).open(slices.get(i));
      parts.add(part);
      part.spec().uses().forEach(use -> partOf.put(use, part));
    }
  }

  private List<INDArray> slices(INDArray flat) {
    TensorViews.requireLength(flat, spec.size());
    INDArray vector = flat.reshape(flat.length());
    List<INDArray> slices = new ArrayList<>();
    long start = 0;
    for (StoreSpec part : spec.parts()) {
      slices.add(vector.get(NDArrayIndex.interval(start, start + part.size())));
      start += part.size();
    }
    return slices;
  }

  @Override
  public StoreSpec spec() {
    return spec;
  }

  @Override
  public Map<String, INDArray> tensors() {
    Map<String, INDArray> all = new LinkedHashMap<>();
    parts.forEach(part -> all.putAll(part.tensors()));
    return all;
  }

  @Override
  public Map<String, INDArray> gradients() {
    Map<String, INDArray> all = new LinkedHashMap<>();
    parts.forEach(part -> all.putAll(part.gradients()));
    return all;
  }

  @Override
  public void attachGradient(INDArray gradient) {
    List<INDArray> slices = slices(gradient);
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).attachGradient(slices.get(i));
    }
  }

  @Override
  public void clearGradient() {
    parts.forEach(ParameterStore::clearGradient);
  }

  @Override
  public INDArray materialize(Slot use) {
    return part(use).materialize(use);
  }

  @Override
  public void accumulate(Slot use, INDArray gradient) {
    part(use).accumulate(use, gradient);
  }

  @Override
  public void initialize(Initializer initializer) {
    parts.forEach(part -> part.initialize(initializer));
  }

  private ParameterStore part(Slot use) {
    ParameterStore part = partOf.get(use);
    if (part == null) {
      throw FlatStore.unknown(use);
    }
    return part;
  }
}
