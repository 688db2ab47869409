package org.sharelab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.model.ParameterSpec;
import org.sharelab.model.ParameterSpec.Role;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Slot;

class InitializationTest {
  private static final Slot SLOT = new Slot("layer", "W");

  /** Variance of U(-a, a) is a^2 / 3, with a = 1 / sqrt(fan-in). */
  @Test
  void uniformFanInFillsItsInterval() {
    INDArray weight = fill(Initialization.UNIFORM_FAN_IN, Role.WEIGHT, List.of(64, 16, 3, 3), 144);
    assertThat(weight.amaxNumber().doubleValue()).isBetween(0.999 / 12, 1 / 12.0);
    assertThat(weight.meanNumber().doubleValue()).isCloseTo(0, within(0.003));
    assertThat(weight.varNumber().doubleValue()).isCloseTo(1 / 432.0, within(1 / 432.0 * 0.03));
    INDArray bias = fill(Initialization.UNIFORM_FAN_IN, Role.BIAS, List.of(1000), 144);
    assertThat(bias.amaxNumber().doubleValue()).isBetween(0.99 / 12, 1 / 12.0);
  }

  /** Fan-out 64 * 9 = 576, standard deviation sqrt(2 / 576) = 0.0589. */
  @Test
  void kaimingNormalUsesTheFanOut() {
    INDArray weight = fill(Initialization.KAIMING_NORMAL, Role.WEIGHT, List.of(64, 16, 3, 3), 144);
    assertThat(weight.stdNumber().doubleValue()).isCloseTo(0.05893, within(0.001));
    INDArray dense = fill(Initialization.KAIMING_NORMAL, Role.WEIGHT, List.of(100, 100), 100);
    assertThat(dense.stdNumber().doubleValue()).isCloseTo(0.01, within(0.0002));
    assertThat(fill(Initialization.KAIMING_NORMAL, Role.BIAS, List.of(9), 144).sumNumber())
        .isEqualTo(0.0);
  }

  @Test
  void normsStartAsTheIdentity() {
    for (Initialization rule : Initialization.values()) {
      assertThat(fill(rule, Role.NORM_SCALE, List.of(2), 0).toDoubleVector()).containsOnly(1);
      assertThat(fill(rule, Role.NORM_SHIFT, List.of(2), 0).toDoubleVector()).containsOnly(0);
      assertThat(fill(rule, Role.RUNNING_MEAN, List.of(2), 0).toDoubleVector()).containsOnly(0);
      assertThat(fill(rule, Role.RUNNING_VARIANCE, List.of(2), 0).toDoubleVector()).containsOnly(1);
      assertThat(fill(rule, Role.COEFFICIENT, List.of(2), 0).toDoubleVector()).containsOnly(1);
    }
  }

  @Test
  void valuesDependOnTheSlotAndNotOnMemoryLayoutOrDataType() {
    ParameterSpec parameter = new ParameterSpec("W", List.of(3, 4), Role.WEIGHT, 3);
    Initializer initializer = Initialization.UNIFORM_FAN_IN.seeded(Seed.of(1));
    INDArray rows = Nd4j.create(DataType.DOUBLE, new long[] {3, 4}, 'c');
    INDArray columns = Nd4j.create(DataType.DOUBLE, new long[] {3, 4}, 'f');
    INDArray single = Nd4j.create(DataType.FLOAT, new long[] {3, 4}, 'c');
    INDArray other = Nd4j.create(DataType.DOUBLE, new long[] {3, 4}, 'c');
    initializer.fill(SLOT, parameter, rows);
    initializer.fill(SLOT, parameter, columns);
    initializer.fill(SLOT, parameter, single);
    initializer.fill(new Slot("layer", "V"), parameter, other);
    assertThat(columns).isEqualTo(rows);
    assertThat(single).isEqualTo(rows.castTo(DataType.FLOAT));
    assertThat(other).isNotEqualTo(rows);
  }

  private static INDArray fill(Initialization rule, Role role, List<Integer> shape, long fanIn) {
    INDArray tensor =
        Nd4j.create(DataType.DOUBLE, shape.stream().mapToLong(Integer::longValue).toArray());
    rule.seeded(Seed.of(1)).fill(SLOT, new ParameterSpec("W", shape, role, fanIn), tensor);
    return tensor;
  }
}
