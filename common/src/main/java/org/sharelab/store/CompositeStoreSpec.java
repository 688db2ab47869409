package org.sharelab.store;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.sharelab.model.ParameterSpec;
import org.sharelab.sharing.Slot;

/** Several stores side by side, laid out one after the other; each use belongs to one of them. */
public record CompositeStoreSpec(
    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class") List<StoreSpec> parts)
    implements StoreSpec {
  public CompositeStoreSpec {
    parts = List.copyOf(parts);
  }

  @Override
  public List<ParameterSpec> tensors() {
    return parts.stream().flatMap(part -> part.tensors().stream()).toList();
  }

  @Override
  public List<Slot> uses() {
    return parts.stream().flatMap(part -> part.uses().stream()).toList();
  }

  @Override
  public List<String> coefficients(Slot use) {
    return parts.stream()
        .filter(part -> part.uses().contains(use))
        .flatMap(part -> part.coefficients(use).stream())
        .toList();
  }

  @Override
  public ParameterStore open(INDArray parameters) {
    return new CompositeStore(this, parameters);
  }
}
