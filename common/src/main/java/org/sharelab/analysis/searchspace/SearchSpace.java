package org.sharelab.analysis.searchspace;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.sharelab.check.Checks;

/**
 * Numbers of sharing plans for L layers and P tensors, as SPIN counts them.
 *
 * <p>All arguments are 1 to {@value #LARGEST}; all results are exact.
 */
public final class SearchSpace {
  /** Largest number of layers or tensors. */
  public static final int LARGEST = 1024;

  private SearchSpace() {}

  /** How the plans of one stage that use i tensors are counted. */
  public enum InnerCount {
    /** As the supplement prints it; see {@link SearchSpace#exactlyPrinted}. */
    PRINTED,
    /** Maps that use all i tensors; see {@link SearchSpace#surjections}. */
    SURJECTIONS
  }

  /** Omega(L, P) = P^L: maps from layers to tensors, used or not. */
  public static BigInteger omega(int layers, int tensors) {
    checkSizes(layers, tensors);
    return BigInteger.valueOf(tensors).pow(layers);
  }

  /**
   * P^L - (P-1)^L, which the supplement prints as the number of maps that use exactly P tensors.
   *
   * <p>It is the number of maps that use one given tensor; the number that is meant is {@link
   * #surjections}.
   */
  public static BigInteger exactlyPrinted(int layers, int tensors) {
    checkSizes(layers, tensors);
    return printed(layers, tensors);
  }

  /** Maps from L layers onto P tensors: P! S2(L, P); 0 if P > L. */
  public static BigInteger surjections(int layers, int tensors) {
    return Combinatorics.factorial(tensors).multiply(unlabelled(layers, tensors));
  }

  /**
   * The same maps up to renaming tensors: S2(L, P), a Stirling number of the second kind. This is
   * how many different networks there are.
   */
  public static BigInteger unlabelled(int layers, int tensors) {
    checkSizes(layers, tensors);
    return Combinatorics.stirlings(layers, tensors)[tensors];
  }

  /**
   * Omega_S(L, L_S, P): plans for stages of L_S layers in which no tensor serves two stages.
   *
   * <p>The supplement's recursion, with the base value that it needs: 1 when no layers remain (as
   * printed it is 0 for every argument). Where L_S does not divide L the recursion counts ceil(L /
   * L_S) full stages; {@link #staged(List, int, InnerCount)} counts stages of other sizes.
   */
  public static BigInteger staged(int layers, int stageLayers, int tensors, InnerCount innerCount) {
    checkSizes(layers, tensors);
    checkSize("stage layers", stageLayers);
    int stages = (layers + stageLayers - 1) / stageLayers;
    return staged(Collections.nCopies(stages, stageLayers), tensors, innerCount);
  }

  /** Omega_S for stages of these sizes. */
  public static BigInteger staged(List<Integer> stages, int tensors, InnerCount innerCount) {
    Checks.valid(!stages.isEmpty(), "Invalid stages: %s (at least 1)", stages);
    stages.forEach(size -> checkSize("stage layers", size));
    checkSize("tensors", tensors);
    return stagedUpTo(stages, tensors, tensors, innerCount)[tensors];
  }

  /**
   * Omega_S for every number of tensors from {@code least} to {@code tensors}, by index.
   *
   * <p>Stage by stage: f_s(p) = sum over i of C(p, i) inner(L_s, i) f_(s-1)(p - i), with f_0 = 1
   * and i from 1 to min(L_s, p), where f_s(p) is the count for the first s stages with p tensors
   * left.
   */
  static BigInteger[] stagedUpTo(
      List<Integer> stages, int least, int tensors, InnerCount innerCount) {
    BigInteger[][] choices = new BigInteger[tensors + 1][];
    int largest = stages.stream().mapToInt(Integer::intValue).max().orElseThrow();
    Arrays.setAll(choices, p -> Combinatorics.binomials(p, Math.min(p, largest)));
    BigInteger[] counts = new BigInteger[tensors + 1];
    Arrays.fill(counts, BigInteger.ONE);
    for (int s = 0; s < stages.size(); s++) {
      int size = stages.get(s);
      BigInteger[] inner = inner(size, Math.min(size, tensors), innerCount);
      BigInteger[] next = new BigInteger[tensors + 1];
      int from = s == stages.size() - 1 ? least : 0;
      for (int p = from; p <= tensors; p++) {
        next[p] = BigInteger.ZERO;
        for (int i = 1; i <= Math.min(size, p); i++) {
          if (counts[p - i].signum() > 0) {
            next[p] = next[p].add(choices[p][i].multiply(inner[i]).multiply(counts[p - i]));
          }
        }
      }
      counts = next;
    }
    return counts;
  }

  /** Plans of one stage that use i tensors, for i = 0 to largest. */
  private static BigInteger[] inner(int stageLayers, int largest, InnerCount innerCount) {
    BigInteger[] counts = new BigInteger[largest + 1];
    switch (innerCount) {
      case PRINTED ->
          Arrays.setAll(counts, i -> i == 0 ? BigInteger.ZERO : printed(stageLayers, i));
      case SURJECTIONS -> {
        BigInteger[] sets = Combinatorics.stirlings(stageLayers, largest);
        Arrays.setAll(counts, i -> Combinatorics.factorial(i).multiply(sets[i]));
      }
    }
    return counts;
  }

  private static BigInteger printed(int layers, int tensors) {
    BigInteger count = BigInteger.valueOf(tensors).pow(layers);
    return count.subtract(BigInteger.valueOf(tensors - 1L).pow(layers));
  }

  static void checkSizes(int layers, int tensors) {
    checkSize("layers", layers);
    checkSize("tensors", tensors);
  }

  private static void checkSize(String thing, int value) {
    Checks.valid(
        value >= 1 && value <= LARGEST,
        "Invalid number of %s: %d (a whole number from 1 to %d)",
        thing,
        value,
        LARGEST);
  }
}
