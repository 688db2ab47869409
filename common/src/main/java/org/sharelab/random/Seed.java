package org.sharelab.random;

import java.io.Serializable;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A random seed that other seeds are derived from by name.
 *
 * <p>Every random choice of a trial starts from {@code Seed.of(study).derive("replicate",
 * r).derive("<purpose>")}, never from the clock, the executor, the partition or the attempt. Two
 * purposes never share a stream, so adding one changes no other.
 *
 * <pre>{@code
 * Seed replicate = Seed.of(study.seed()).derive("replicate", 3);
 * RandomGenerator order = replicate.derive("data-order").derive("epoch", 7).generator();
 * }</pre>
 *
 * @param value the 64 bits of the seed
 */
public record Seed(long value) implements Serializable {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  public static Seed of(long value) {
    return new Seed(mix(value + GOLDEN_GAMMA));
  }

  /** The seed for one named purpose. */
  public Seed derive(String purpose) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < purpose.length(); i++) {
      hash = (hash ^ purpose.charAt(i)) * FNV_PRIME;
    }
    return new Seed(mix(value ^ mix(hash)));
  }

  /** The seed for one member of a numbered family: a replicate, an epoch, an example. */
  public Seed derive(String purpose, long index) {
    return new Seed(mix(derive(purpose).value + GOLDEN_GAMMA * (index + 1)));
  }

  /** A generator that starts at this seed; each call gives a new one with the same sequence. */
  public RandomGenerator generator() {
    return new SplittableRandom(value);
  }

  /** Stafford's variant 13 of the MurmurHash3 finaliser, as in {@link SplittableRandom}. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
