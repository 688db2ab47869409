package org.sharelab.sharing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;
import org.sharelab.random.Permutation;
import org.sharelab.random.Seed;

/**
 * How a share rate R becomes a {@link Topology} over L positions with P tensors (SPIN, section 3).
 *
 * <p>P = L / R. Where R does not divide L, {@link Remainder#BALANCED} takes P = ceil(L / R) and
 * uses that differ by at most one; otherwise the rule is refused.
 */
public sealed interface SharingRule extends Serializable {

  /**
   * The topology for a stack of this depth.
   *
   * @param seed used by random mappings only
   * @throws ValidationException if the rule does not fit the depth
   */
  Topology topology(int depth, Seed seed);

  /** Which positions use one tensor when all tensors are used equally often. */
  enum Mapping {
    /** Neighbours: t(i) = floor(i / R). */
    SEQUENTIAL,
    /** Cyclic: t(i) = i mod P. */
    STRIDED,
    /** A uniformly random balanced map: the sequential list, shuffled. */
    RANDOM,
    /** There and back: 0..P-1, P-1..0, 0..P-1, ...; for R = 2 a palindrome. */
    PYRAMID
  }

  /** How the uses are spread over the tensors. */
  enum Distribution {
    /** Every tensor is used R times. */
    UNIFORM,
    /** One tensor serves the first L-P+1 positions, the others one each. */
    FRONT,
    /** One tensor serves L-P+1 positions from position floor((P-1)/2) on, the others one each. */
    MIDDLE,
    /** One tensor serves the last L-P+1 positions, the others one each. */
    BACK
  }

  /** What to do where the rate does not divide the depth. */
  enum Remainder {
    REJECT,
    BALANCED
  }

  /** Sharing at a rate. */
  record Rate(int rate, Mapping mapping, Distribution distribution, Remainder remainder)
      implements SharingRule {
    public Rate {
      Checks.valid(rate >= 1, "Invalid share rate: %d (a whole number >= 1)", rate);
      Checks.valid(
          distribution == Distribution.UNIFORM || mapping == Mapping.SEQUENTIAL,
          "Cannot combine distribution %s with mapping %s: only uniform sharing has a mapping other"
              + " than sequential",
          distribution.name().toLowerCase(java.util.Locale.ROOT),
          mapping.name().toLowerCase(java.util.Locale.ROOT));
    }

    @Override
    public Topology topology(int depth, Seed seed) {
      int tensors = tensors(depth);
      List<Integer> assignment =
          switch (distribution) {
            case UNIFORM -> uniform(depth, tensors, seed);
            case FRONT -> run(depth, tensors, 0);
            case MIDDLE -> run(depth, tensors, (tensors - 1) / 2);
            case BACK -> run(depth, tensors, tensors - 1);
          };
      return new Topology(assignment);
    }

    private int tensors(int depth) {
      Checks.valid(rate <= depth, "Invalid share rate: %d (at most the depth, %d)", rate, depth);
      if (depth % rate != 0 && remainder == Remainder.REJECT) {
        String divisors =
            IntStream.rangeClosed(1, depth)
                .filter(candidate -> depth % candidate == 0)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(", "));
        throw new ValidationException(
            ("Cannot share %d layers at rate %d: the rate must divide the depth (fits: %s;"
                    + " or set remainder = balanced)")
                .formatted(depth, rate, divisors));
      }
      return (depth + rate - 1) / rate;
    }

    private List<Integer> uniform(int depth, int tensors, Seed seed) {
      return switch (mapping) {
        case SEQUENTIAL -> sequential(depth, tensors);
        case STRIDED -> IntStream.range(0, depth).map(i -> i % tensors).boxed().toList();
        case RANDOM -> shuffled(sequential(depth, tensors), seed);
        case PYRAMID -> IntStream.range(0, depth).map(i -> zigzag(i, tensors)).boxed().toList();
      };
    }

    /** Consecutive runs; the first L mod P tensors get the extra use. */
    private static List<Integer> sequential(int depth, int tensors) {
      List<Integer> assignment = new ArrayList<>();
      for (int tensor = 0; tensor < tensors; tensor++) {
        int uses = depth / tensors + (tensor < depth % tensors ? 1 : 0);
        for (int use = 0; use < uses; use++) {
          assignment.add(tensor);
        }
      }
      return assignment;
    }

    private static List<Integer> shuffled(List<Integer> assignment, Seed seed) {
      int[] values = assignment.stream().mapToInt(Integer::intValue).toArray();
      Permutation.shuffle(values, seed.generator());
      return IntStream.of(values).boxed().toList();
    }

    private static int zigzag(int i, int tensors) {
      int column = i % tensors;
      return (i / tensors) % 2 == 0 ? column : tensors - 1 - column;
    }

    /** Tensor {@code start} serves a run of L-P+1 positions from {@code start} on. */
    private static List<Integer> run(int depth, int tensors, int start) {
      int end = start + depth - tensors;
      return IntStream.range(0, depth)
          .map(i -> i <= start ? i : Math.max(start, i - (end - start)))
          .boxed()
          .toList();
    }
  }

  /**
   * Any grouping, written out.
   *
   * @param groups positions of each tensor; every position 0..L-1 exactly once
   */
  record Table(List<List<Integer>> groups) implements SharingRule {
    public Table {
      groups = groups.stream().map(List::copyOf).toList();
    }

    @Override
    public Topology topology(int depth, Seed seed) {
      Integer[] assignment = new Integer[depth];
      for (int tensor = 0; tensor < groups.size(); tensor++) {
        Checks.valid(!groups.get(tensor).isEmpty(), "Invalid groups: %s (no empty group)", groups);
        for (int position : groups.get(tensor)) {
          Checks.valid(
              position >= 0 && position < depth,
              "Invalid position in groups: %d (0 to %d)",
              position,
              depth - 1);
          Checks.valid(
              assignment[position] == null,
              "Invalid groups: position %d occurs twice (each position once)",
              position);
          assignment[position] = tensor;
        }
      }
      for (int position = 0; position < depth; position++) {
        Checks.valid(
            assignment[position] != null,
            "Invalid groups: position %d is missing (each position of 0 to %d once)",
            position,
            depth - 1);
      }
      return new Topology(List.of(assignment));
    }
  }
}
