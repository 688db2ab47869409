package org.sharelab.store;

import java.io.Serializable;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.sharelab.model.ParameterSpec;
import org.sharelab.sharing.Slot;

/**
 * What a parameter store holds and whom it serves; a record without arrays.
 *
 * <p>A new kind of store is one record of this type and one {@link ParameterStore}. The record's
 * components must be what JSON can hold: numbers, text, enums, lists and records of these.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
public interface StoreSpec extends Serializable {

  /**
   * The tensors in the order in which they lie in the flat vector; names are unique in the store.
   * Running statistics count as tensors.
   */
  List<ParameterSpec> tensors();

  /** The uses that get their weights here. */
  List<Slot> uses();

  /**
   * Names of the tensors that hold the coefficients of a use: what its weight is made with, besides
   * the shared tensors themselves. None where weights are handed out as they are.
   */
  default List<String> coefficients(Slot use) {
    return List.of();
  }

  /**
   * A store whose tensors are views of {@code parameters}; their values are left as they are.
   *
   * @param parameters vector of {@link #size} scalars, outside any workspace
   */
  ParameterStore open(INDArray parameters);

  /** Scalars of all tensors. */
  default long size() {
    return tensors().stream().mapToLong(ParameterSpec::size).sum();
  }
}
