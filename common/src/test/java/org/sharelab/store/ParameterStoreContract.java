package org.sharelab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sharelab.model.ParameterSpec;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Slot;

/**
 * What every parameter store must do. A test of a store extends this class and says which store.
 *
 * <p>The loss behind the gradients is L = sum over uses of sum(r * sin(w)), r random per use, so
 * that dL/dw = r cos(w).
 */
public abstract class ParameterStoreContract {
  private StoreSpec spec;
  private INDArray flat;
  private INDArray gradient;
  private ParameterStore store;
  private final Map<Slot, INDArray> factors = new HashMap<>();

  /** A small store of trained tensors, with at least two uses. */
  protected abstract StoreSpec spec();

  @BeforeEach
  void open() {
    spec = spec();
    flat = random(spec.size(), 1);
    gradient = Nd4j.zeros(DataType.DOUBLE, spec.size());
    store = spec.open(flat);
    store.attachGradient(gradient);
    int i = 2;
    for (Slot use : spec.uses()) {
      INDArray weight = store.materialize(use);
      factors.put(use, random(weight.length(), i++).reshape(weight.shape()));
    }
  }

  protected static INDArray random(long length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Nd4j.createFromArray(random.doubles(length, -1, 1).toArray());
  }

  private double loss() {
    return spec.uses().stream()
        .mapToDouble(
            use ->
                Transforms.sin(store.materialize(use), true)
                    .mul(factors.get(use))
                    .sumNumber()
                    .doubleValue())
        .sum();
  }

  private INDArray weightGradient(Slot use) {
    return Transforms.cos(store.materialize(use), true).mul(factors.get(use));
  }

  private INDArray accumulated(List<Slot> uses) {
    store.clearGradient();
    uses.forEach(use -> store.accumulate(use, weightGradient(use)));
    return gradient.dup();
  }

  @Test
  void accumulatesWhatCentralDifferencesGive() {
    INDArray actual = accumulated(spec.uses());
    double h = 1e-6;
    for (long i = 0; i < flat.length(); i++) {
      double value = flat.getDouble(i);
      flat.putScalar(i, value + h);
      double up = loss();
      flat.putScalar(i, value - h);
      double down = loss();
      flat.putScalar(i, value);
      assertThat(actual.getDouble(i))
          .as("scalar %d", i)
          .isCloseTo((up - down) / (2 * h), within(1e-8));
    }
  }

  @Test
  void sumsOverUsesInAnyOrder() {
    INDArray forward = accumulated(spec.uses());
    List<Slot> reversed = new ArrayList<>(spec.uses());
    Collections.reverse(reversed);
    INDArray sum = Nd4j.zerosLike(gradient);
    spec.uses().forEach(use -> sum.addi(accumulated(List.of(use))));
    assertThat(accumulated(reversed).equalsWithEps(forward, 1e-13)).isTrue();
    assertThat(sum.equalsWithEps(forward, 1e-13)).isTrue();
  }

  @Test
  void accumulatesLinearly() {
    Slot use = spec.uses().get(0);
    INDArray g = weightGradient(use);
    store.clearGradient();
    store.accumulate(use, g);
    INDArray once = gradient.dup();
    store.clearGradient();
    store.accumulate(use, g.mul(-2.5));
    assertThat(gradient.equalsWithEps(once.mul(-2.5), 1e-13)).isTrue();
  }

  @Test
  void acceptsGradientsInAnyMemoryLayout() {
    Slot use = spec.uses().get(0);
    INDArray expected = accumulated(List.of(use));
    store.clearGradient();
    store.accumulate(use, weightGradient(use).dup('f'));
    assertThat(gradient.equalsWithEps(expected, 1e-13)).isTrue();
  }

  @Test
  void leavesTensorsAndGivenGradientAlone() {
    INDArray before = flat.dup();
    Slot use = spec.uses().get(0);
    INDArray given = weightGradient(use);
    INDArray copy = given.dup();
    store.accumulate(use, given);
    assertThat(given).isEqualTo(copy);
    assertThat(flat).isEqualTo(before);
  }

  @Test
  void handsOutOneArrayPerUseThatFollowsTheTensors() {
    for (Slot use : spec.uses()) {
      INDArray weight = store.materialize(use);
      assertThat(store.materialize(use)).isSameAs(weight);
      INDArray before = weight.dup();
      flat.addi(0.25);
      store.materialize(use);
      assertThat(weight.equalsWithEps(before, 1e-3)).as("%s unchanged", use).isFalse();
      flat.subi(0.25);
      store.materialize(use);
      assertThat(weight.equalsWithEps(before, 1e-13)).isTrue();
    }
  }

  @Test
  void laysItsTensorsOutInOrder() {
    int start = 0;
    for (ParameterSpec tensor : spec.tensors()) {
      INDArray view = store.tensors().get(tensor.name());
      assertThat(view.shape())
          .containsExactly(tensor.shape().stream().mapToLong(Integer::longValue).toArray());
      double marker = 100 + start;
      flat.putScalar(start, marker);
      assertThat(view.dup('c').data().getDouble(0)).isEqualTo(marker);
      start += (int) tensor.size();
    }
    assertThat(start).isEqualTo((int) spec.size());
    assertThat(store.tensors()).hasSize(spec.tensors().size());
    assertThat(store.gradients().keySet()).containsExactlyElementsOf(store.tensors().keySet());
  }

  @Test
  void clearsAllGradients() {
    accumulated(spec.uses());
    assertThat(gradient.amaxNumber().doubleValue()).isPositive();
    store.clearGradient();
    assertThat(gradient.amaxNumber().doubleValue()).isZero();
  }

  @Test
  void refusesUsesItDoesNotServe() {
    Slot stranger = new Slot("elsewhere", "W");
    assertThatThrownBy(() -> store.materialize(stranger))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The store does not serve elsewhere/W");
    assertThatThrownBy(() -> store.accumulate(stranger, gradient))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesVectorsOfAnotherLength() {
    assertThatThrownBy(() -> spec.open(Nd4j.zeros(DataType.DOUBLE, spec.size() + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A vector of %d scalars for tensors of %d", spec.size() + 1, spec.size());
  }

  @Test
  void initialisesTheSameFromTheSameSeed() {
    Initializer initializer = Initialization.UNIFORM_FAN_IN.seeded(Seed.of(7));
    store.initialize(initializer);
    INDArray first = flat.dup();
    flat.assign(Double.NaN);
    store.initialize(initializer);
    assertThat(flat).isEqualTo(first);
    store.initialize(Initialization.UNIFORM_FAN_IN.seeded(Seed.of(8)));
    assertThat(flat).isNotEqualTo(first);
  }

  @Test
  void specificationSurvivesSerialisation() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(spec);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      StoreSpec copy = (StoreSpec) in.readObject();
      assertThat(copy).isEqualTo(spec);
      ParameterStore again = copy.open(flat);
      for (Slot use : spec.uses()) {
        assertThat(again.materialize(use)).isEqualTo(store.materialize(use));
      }
    }
  }
}
