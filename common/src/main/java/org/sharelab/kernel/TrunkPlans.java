package org.sharelab.kernel;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.sharelab.model.Architecture;
import org.sharelab.sharing.Slot;

/**
 * The plans of one network by batch size and mode, made when they are first needed.
 *
 * <p>A few are kept: whole and last batches of training and evaluation. The one that was not used
 * for longest makes room, so memory is bounded whatever batch sizes come.
 */
public final class TrunkPlans implements AutoCloseable {
  private static final int KEPT = 4;
  private static final float LOAD_FACTOR = 0.75f;

  private final Architecture trunk;
  private final Function<Slot, String> tensorOf;
  private final Map<Key, Trunk> plans = new LinkedHashMap<>(2 * KEPT, LOAD_FACTOR, true);
  private long peakBytes;
  private TrunkClock clock;

  private record Key(int batch, Mode mode) {}

  private TrunkPlans(Architecture trunk, Function<Slot, String> tensorOf) {
    this.trunk = trunk;
    this.tensorOf = tensorOf;
  }

  /**
   * No plans yet; they will use {@link KernelChoice#current}.
   *
   * @param tensorOf as for {@link Trunk#plan}
   */
  public static TrunkPlans of(Architecture trunk, Function<Slot, String> tensorOf) {
    return new TrunkPlans(trunk, tensorOf);
  }

  /** The plan for these; valid until four others were asked for. */
  public Trunk plan(int batch, Mode mode) {
    Key key = new Key(batch, mode);
    Trunk plan = plans.get(key);
    if (plan == null) {
      measure();
      makeRoom();
      plan = Trunk.plan(KernelChoice.current(), trunk, batch, mode, tensorOf);
      plans.put(key, plan);
    }
    plan.timedBy(clock);
    return plan;
  }

  /** Lets a clock time all passes from now on; null for none. */
  public void timedBy(TrunkClock newClock) {
    clock = newClock;
  }

  private void makeRoom() {
    Iterator<Trunk> oldest = plans.values().iterator();
    while (plans.size() >= KEPT) {
      oldest.next().close();
      oldest.remove();
    }
  }

  /** The most native memory that the plans took together. */
  public long peakNativeBytes() {
    measure();
    return peakBytes;
  }

  private void measure() {
    long bytes = plans.values().stream().mapToLong(Trunk::peakNativeBytes).sum();
    peakBytes = Math.max(peakBytes, bytes);
  }

  /** Frees all plans; new ones can be asked for. */
  @Override
  public void close() {
    measure();
    plans.values().forEach(Trunk::close);
    plans.clear();
  }
}
