package org.sharelab.analysis.searchspace;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sharelab.check.Checks;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Topology;

/**
 * All ways to share P tensors among L positions, up to renaming tensors: S2(L, P) topologies in a
 * fixed order.
 *
 * <p>A topology is written as a restricted growth string: tensors are numbered in order of first
 * use. So each way occurs once, and a rank 0 to size - 1 names it.
 *
 * <p>Ranks follow the recurrence S2(n, k) = S2(n-1, k-1) + k S2(n-1, k): first come the plans in
 * which the last position has a tensor of its own, then those in which it joins tensor 0, 1, ....
 */
public final class PlanSpace {
  private final int layers;
  private final int tensors;
  private final BigInteger[][] counts;

  /**
   * The plans for L positions with exactly P tensors.
   *
   * @throws org.sharelab.check.ValidationException if not 1 <= P <= L <= {@link
   *     SearchSpace#LARGEST}
   */
  public PlanSpace(int layers, int tensors) {
    SearchSpace.checkSizes(layers, tensors);
    Checks.valid(
        tensors <= layers,
        "Invalid number of tensors: %d (at most the %d layers)",
        tensors,
        layers);
    this.layers = layers;
    this.tensors = tensors;
    this.counts = Combinatorics.stirlingRows(layers, tensors);
  }

  /** All plans for L positions, whatever the number of tensors: Bell(L) of them. */
  public static Stream<Topology> all(int layers) {
    return IntStream.rangeClosed(1, layers)
        .boxed()
        .flatMap(tensors -> new PlanSpace(layers, tensors).stream());
  }

  /** How many plans there are, S2(L, P). */
  public BigInteger size() {
    return counts[layers][tensors];
  }

  /** Every plan, in order of rank, made as the stream is read. */
  public Stream<Topology> stream() {
    return Stream.iterate(
            BigInteger.ZERO, rank -> rank.compareTo(size()) < 0, rank -> rank.add(BigInteger.ONE))
        .map(this::get);
  }

  /** The plan of a rank, 0 to size - 1. */
  public Topology get(BigInteger rank) {
    Checks.valid(
        rank.signum() >= 0 && rank.compareTo(size()) < 0,
        "Invalid rank of a plan: %s (0 to %s)",
        rank,
        size().subtract(BigInteger.ONE));
    int[] joined = new int[layers];
    int used = tensors;
    BigInteger rest = rank;
    for (int position = layers - 1; position >= 0; position--) {
      BigInteger alone = counts[position][used - 1];
      if (rest.compareTo(alone) < 0) {
        joined[position] = --used;
        if (used == 0) {
          break; // position 0: nothing is left to choose
        }
      } else {
        BigInteger[] choice = rest.subtract(alone).divideAndRemainder(counts[position][used]);
        joined[position] = choice[0].intValueExact();
        rest = choice[1];
      }
    }
    List<Integer> assignment = new ArrayList<>(layers);
    for (int tensor : joined) {
      assignment.add(tensor);
    }
    return new Topology(assignment);
  }

  /** A uniformly random plan: every one of them is equally likely. */
  public Topology draw(Seed seed) {
    return get(uniform(size(), seed.generator()));
  }

  /**
   * Different plans, every set of so many being equally likely; in order of rank.
   *
   * <p>Floyd's algorithm: one draw for each plan, none rejected.
   *
   * @param count at most {@link #size}
   */
  public List<Topology> sample(int count, Seed seed) {
    Checks.valid(
        count >= 0 && BigInteger.valueOf(count).compareTo(size()) <= 0,
        "Invalid number of plans: %d (0 to %s)",
        count,
        size());
    RandomGenerator random = seed.generator();
    TreeSet<BigInteger> ranks = new TreeSet<>();
    for (int i = count; i >= 1; i--) {
      BigInteger last = size().subtract(BigInteger.valueOf(i));
      if (!ranks.add(uniform(last.add(BigInteger.ONE), random))) {
        ranks.add(last);
      }
    }
    return ranks.stream().map(this::get).toList();
  }

  /** A uniformly random whole number from 0 to bound - 1. */
  private static BigInteger uniform(BigInteger bound, RandomGenerator random) {
    int bits = bound.subtract(BigInteger.ONE).bitLength();
    byte[] bytes = new byte[bits / 8 + 1];
    BigInteger number;
    do { // at least every second number of so many bits is below the bound
      random.nextBytes(bytes);
      bytes[0] &= (byte) ((1 << (bits % 8)) - 1);
      number = new BigInteger(1, bytes);
    } while (number.compareTo(bound) >= 0);
    return number;
  }
}
