package org.sharelab.analysis.searchspace;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sharelab.analysis.searchspace.SearchSpace.InnerCount;
import org.sharelab.check.Checks;

/**
 * Every count of {@link SearchSpace} for one size of network.
 *
 * @param layers L
 * @param tensors P
 */
public record SearchSpaceCounts(
    int layers,
    int tensors,
    BigInteger omega,
    BigInteger exactlyPrinted,
    BigInteger surjections,
    BigInteger unlabelled,
    BigInteger stagedPrinted,
    BigInteger staged) {

  /**
   * Counts for L layers in stages of L_S with P tensors.
   *
   * @throws org.sharelab.check.ValidationException if a size is not 1 to {@link
   *     SearchSpace#LARGEST}
   */
  public static SearchSpaceCounts of(int layers, int stageLayers, int tensors) {
    return of(layers, tensors, count -> SearchSpace.staged(layers, stageLayers, tensors, count));
  }

  /**
   * The same for stages of different sizes.
   *
   * @param stages their numbers of layers, L together
   */
  public static SearchSpaceCounts of(int layers, List<Integer> stages, int tensors) {
    Checks.valid(
        stages.stream().mapToLong(Integer::longValue).sum() == layers,
        "Invalid stages: %s (%d layers together)",
        stages,
        layers);
    return of(layers, tensors, count -> SearchSpace.staged(stages, tensors, count));
  }

  private static SearchSpaceCounts of(
      int layers, int tensors, Function<InnerCount, BigInteger> staged) {
    return new SearchSpaceCounts(
        layers,
        tensors,
        SearchSpace.omega(layers, tensors),
        SearchSpace.exactlyPrinted(layers, tensors),
        SearchSpace.surjections(layers, tensors),
        SearchSpace.unlabelled(layers, tensors),
        staged.apply(InnerCount.PRINTED),
        staged.apply(InnerCount.SURJECTIONS));
  }

  /** The counts by name, as decimal texts, since JSON's readers round large numbers. */
  public Map<String, String> asText() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("omega", omega.toString());
    texts.put("exactly_printed", exactlyPrinted.toString());
    texts.put("surjections", surjections.toString());
    texts.put("unlabelled", unlabelled.toString());
    texts.put("staged_printed", stagedPrinted.toString());
    texts.put("staged", staged.toString());
    return texts;
  }
}
