package org.sharelab.analysis.searchspace;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sharelab.analysis.searchspace.SearchSpace.InnerCount;

/**
 * Every count of {@link SearchSpace} for one size of network.
 *
 * @param layers L
 * @param stageLayers layers of a stage, L_S
 * @param tensors P
 */
public record SearchSpaceCounts(
    int layers,
    int stageLayers,
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
    return new SearchSpaceCounts(
        layers,
        stageLayers,
        tensors,
        SearchSpace.omega(layers, tensors),
        SearchSpace.exactlyPrinted(layers, tensors),
        SearchSpace.surjections(layers, tensors),
        SearchSpace.unlabelled(layers, tensors),
        SearchSpace.staged(layers, stageLayers, tensors, InnerCount.PRINTED),
        SearchSpace.staged(layers, stageLayers, tensors, InnerCount.SURJECTIONS));
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
