package org.sharelab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.check.ValidationException;
import org.sharelab.model.ParameterSpec;
import org.sharelab.model.ParameterSpec.Role;
import org.sharelab.sharing.Slot;

class HardStoreTest extends ParameterStoreContract {
  @Override
  protected StoreSpec spec() {
    return StoreSpecs.hard();
  }

  @Test
  void handsOutTheTensorItself() {
    INDArray flat = random(spec().size(), 1);
    ParameterStore store = spec().open(flat);
    INDArray tensor = store.tensors().get("conv/0");
    assertThat(store.materialize(new Slot("conv/0.0", "W"))).isSameAs(tensor);
    assertThat(store.materialize(new Slot("conv/0.2", "W"))).isSameAs(tensor);
  }

  /**
   * A running mean of 1 sees the batch mean 2 at its first place and 4 at its second, momentum 0.1:
   * 1 + 0.1 (2 - 1) = 1.1, then 1.1 + 0.1 (4 - 1.1) = 1.39. The backward pass visits the second
   * place first.
   */
  @Test
  void combinesRunningStatisticsOneUseAfterTheOther() {
    Slot first = new Slot("a.norm", "mean");
    Slot second = new Slot("b.norm", "mean");
    ParameterSpec mean = new ParameterSpec("norm/0", List.of(1), Role.RUNNING_MEAN, 0);
    INDArray flat = Nd4j.createFromArray(1.0);
    INDArray update = Nd4j.zerosLike(flat);
    ParameterStore store =
        new HardStoreSpec(List.of(new StoredTensor(mean, List.of(first, second), 0.1))).open(flat);
    store.attachGradient(update);
    store.accumulate(second, Nd4j.createFromArray(0.1 * (1 - 4)));
    store.accumulate(first, Nd4j.createFromArray(0.1 * (1 - 2)));
    assertThat(flat.sub(update).getDouble(0)).isCloseTo(1.39, within(1e-15));
  }

  @Test
  void rejectsTensorWithoutUsesAndMomentumOutOfRange() {
    ParameterSpec mean = new ParameterSpec("norm/0", List.of(1), Role.RUNNING_MEAN, 0);
    assertThatThrownBy(() -> StoredTensor.trained(mean, List.of()))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid tensor norm/0: no uses (at least 1)");
    assertThatThrownBy(() -> new StoredTensor(mean, List.of(new Slot("a", "mean")), 1.5))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid momentum of norm/0: 1.5 (0 to 1)");
  }
}
