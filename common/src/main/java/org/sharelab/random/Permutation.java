package org.sharelab.random;

import java.util.random.RandomGenerator;

/** Random orders of {@code 0..n-1}. */
public final class Permutation {
  private Permutation() {}

  /** A uniformly random order of {@code 0..n-1} (Fisher and Yates). */
  public static int[] of(int n, Seed seed) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    shuffle(order, seed.generator());
    return order;
  }

  /** Shuffles in place; every order is equally likely. */
  public static void shuffle(int[] values, RandomGenerator random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = values[i];
      values[i] = values[j];
      values[j] = kept;
    }
  }
}
