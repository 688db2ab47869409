package org.sharelab.store;

import java.util.List;
import java.util.stream.IntStream;
import org.sharelab.model.ParameterSpec;
import org.sharelab.model.ParameterSpec.Role;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;

/** Small stores for tests. */
public final class StoreSpecs {
  private StoreSpecs() {}

  /** A weight of three uses and one of two, of different ranks. */
  static List<StoredTensor> weights() {
    return List.of(
        tensor("conv/0", Role.WEIGHT, 3, List.of(3, 2, 2, 2)),
        tensor("dense/0", Role.WEIGHT, 2, List.of(4, 3)));
  }

  static StoredTensor tensor(String name, Role role, int uses, List<Integer> shape) {
    List<Slot> slots =
        IntStream.range(0, uses).mapToObj(i -> new Slot(name + "." + i, "W")).toList();
    return StoredTensor.trained(new ParameterSpec(name, shape, role, 8), slots);
  }

  public static StoreSpec hard() {
    return new HardStoreSpec(weights());
  }

  public static StoreSpec transformed(Transform transform) {
    return new TransformedStoreSpec(weights(), transform, Seed.of(3));
  }

  public static StoreSpec composite() {
    return new CompositeStoreSpec(
        List.of(
            new HardStoreSpec(List.of(tensor("bias/0", Role.BIAS, 2, List.of(3)))),
            transformed(Transform.CHANNEL)));
  }
}
