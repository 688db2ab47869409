package org.sharelab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.check.ValidationException;
import org.sharelab.model.ParameterSpec.Role;
import org.sharelab.sharing.Slot;

class CornerStoreTest extends ParameterStoreContract {
  private static final StoredTensor TENSOR =
      StoreSpecs.tensor("conv/0", Role.WEIGHT, 3, List.of(2, 2, 3, 3));
  private static final Slot WHOLE = TENSOR.uses().get(0);
  private static final Slot POINT = TENSOR.uses().get(1);
  private static final Slot PART = TENSOR.uses().get(2);

  @Override
  protected StoreSpec spec() {
    return new CornerStoreSpec(
        List.of(
            CornerStoreSpec.Tensor.of(
                TENSOR, Map.of(POINT, List.of(2, 2, 1, 1), PART, List.of(2, 2, 2, 3)))));
  }

  /** Tensor 0..35: filter f, channel c, row r, column x is 18 f + 9 c + 3 r + x. */
  @Test
  void smallerKernelsAreTheFirstRowsAndColumns() {
    ParameterStore store = spec().open(Nd4j.arange(36).castTo(DataType.DOUBLE));

    assertThat(store.materialize(WHOLE)).isSameAs(store.tensors().get("conv/0"));
    assertThat(store.materialize(POINT))
        .isEqualTo(Nd4j.createFromArray(0.0, 9, 18, 27).reshape(2, 2, 1, 1));
    assertThat(store.materialize(PART).slice(1).slice(0))
        .isEqualTo(Nd4j.createFromArray(new double[][] {{18, 19, 20}, {21, 22, 23}}));
    assertThat(store.materialize(PART).ordering()).isEqualTo('c');
  }

  @Test
  void gradientsOfACornerReachOnlyTheCorner() {
    INDArray gradient = Nd4j.zeros(DataType.DOUBLE, 36);
    ParameterStore store = spec().open(Nd4j.zeros(DataType.DOUBLE, 36));
    store.attachGradient(gradient);

    store.accumulate(POINT, Nd4j.ones(DataType.DOUBLE, 2, 2, 1, 1));

    assertThat(gradient.sumNumber().doubleValue()).isEqualTo(4);
    assertThat(List.of(0, 9, 18, 27)).allSatisfy(i -> assertThat(gradient.getDouble(i)).isOne());
  }

  @Test
  void onlyKernelsHaveCorners() {
    StoredTensor matrix = StoreSpecs.tensor("dense/0", Role.WEIGHT, 2, List.of(4, 3));

    assertThatThrownBy(() -> new CornerStoreSpec.Tensor(matrix, List.of()))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Cannot take corners of dense/0: it is no kernel (a weight of four axes)");
  }
}
