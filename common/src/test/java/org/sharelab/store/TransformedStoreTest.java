package org.sharelab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.check.ValidationException;
import org.sharelab.model.ParameterSpec;
import org.sharelab.model.ParameterSpec.Role;
import org.sharelab.random.Permutation;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;

class TransformedStoreTest {
  private static final Slot FIRST = new Slot("conv/0.0", "W");
  private static final Slot SECOND = new Slot("conv/0.1", "W");

  @Nested
  class Scalar extends ParameterStoreContract {
    @Override
    protected StoreSpec spec() {
      return StoreSpecs.transformed(Transform.SCALAR);
    }
  }

  @Nested
  class Channel extends ParameterStoreContract {
    @Override
    protected StoreSpec spec() {
      return StoreSpecs.transformed(Transform.CHANNEL);
    }
  }

  @Nested
  class Permuted extends ParameterStoreContract {
    @Override
    protected StoreSpec spec() {
      return StoreSpecs.transformed(Transform.PERMUTATION);
    }
  }

  @Nested
  class Untransformed extends ParameterStoreContract {
    @Override
    protected StoreSpec spec() {
      return StoreSpecs.transformed(Transform.NONE);
    }
  }

  @Nested
  class Composite extends ParameterStoreContract {
    @Override
    protected StoreSpec spec() {
      return StoreSpecs.composite();
    }
  }

  /** Of the weight [3, 2, 2, 2] and the matrix [4, 3]: one per use, or 3 per use of either. */
  @Test
  void hasOneCoefficientPerUseOrPerUseAndOutputChannel() {
    long tensors = 24 + 12;
    assertThat(StoreSpecs.transformed(Transform.SCALAR).size()).isEqualTo(tensors + 3 + 2);
    assertThat(StoreSpecs.transformed(Transform.CHANNEL).size()).isEqualTo(tensors + 9 + 6);
    assertThat(StoreSpecs.transformed(Transform.PERMUTATION).size()).isEqualTo(tensors);
  }

  @Test
  void scalesStartAtOneSoThatUsesSeeTheTensor() {
    ParameterStore store = open(Transform.CHANNEL);
    store.initialize(Initialization.UNIFORM_FAN_IN.seeded(Seed.of(1)));
    assertThat(store.materialize(FIRST)).isEqualTo(store.tensors().get("conv/0"));
    store.tensors().get("scale/" + FIRST).assign(Nd4j.createFromArray(1.0, 2.0, -1.0));
    INDArray scaled = store.materialize(FIRST);
    INDArray base = store.tensors().get("conv/0");
    assertThat(scaled.slice(1)).isEqualTo(base.slice(1).mul(2));
    assertThat(scaled.slice(2)).isEqualTo(base.slice(2).neg());
    assertThat(store.materialize(SECOND)).isEqualTo(base);
  }

  @Test
  void scalesOutputColumnsOfAMatrix() {
    ParameterStore store = open(Transform.CHANNEL);
    store.initialize(Initialization.UNIFORM_FAN_IN.seeded(Seed.of(1)));
    Slot use = new Slot("dense/0.1", "W");
    store.tensors().get("scale/" + use).assign(Nd4j.createFromArray(1.0, 3.0, 1.0));
    INDArray base = store.tensors().get("dense/0");
    assertThat(store.materialize(use).getColumn(1)).isEqualTo(base.getColumn(1).mul(3));
    assertThat(store.materialize(use).getColumn(0)).isEqualTo(base.getColumn(0));
  }

  @Test
  void permutesOutputChannelsByTheNamedSeed() {
    ParameterStore store = open(Transform.PERMUTATION);
    store.initialize(Initialization.UNIFORM_FAN_IN.seeded(Seed.of(1)));
    int[] order = Permutation.of(3, Seed.of(3).derive(FIRST.toString()));
    INDArray weight = store.materialize(FIRST);
    for (int channel = 0; channel < 3; channel++) {
      assertThat(weight.slice(channel))
          .as(Arrays.toString(order))
          .isEqualTo(store.tensors().get("conv/0").slice(order[channel]));
    }
  }

  @Test
  void transformsWeightsOnly() {
    StoredTensor bias = StoreSpecs.tensor("bias/0", Role.BIAS, 2, List.of(3));
    assertThatThrownBy(() -> new TransformedStoreSpec(List.of(bias), Transform.SCALAR, Seed.of(1)))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Cannot transform bias/0: it is a BIAS (only weights are transformed)");
  }

  @Test
  void coefficientsAreNeitherWeightsNorBiases() {
    assertThat(StoreSpecs.transformed(Transform.SCALAR).tensors())
        .extracting(ParameterSpec::role)
        .containsOnly(Role.WEIGHT, Role.COEFFICIENT);
  }

  private static ParameterStore open(Transform transform) {
    StoreSpec spec = StoreSpecs.transformed(transform);
    return spec.open(Nd4j.zeros(DataType.DOUBLE, spec.size()));
  }
}
