package org.sharelab.result;

import java.io.Serializable;
import java.util.Map;

/**
 * A pair of uses whose gradients were compared.
 *
 * @param epoch after which it was measured; 0 for the initial network
 * @param kind what was compared: tensor or coefficient
 * @param examples training examples that the gradients are means of
 * @param shards parts of the data behind the standard error
 */
public record GradientSimilarityRow(
    String trialId,
    int epoch,
    String kind,
    String groupId,
    PairSimilarity pair,
    long examples,
    int shards)
    implements Serializable {

  /**
   * Reads a stored row back.
   *
   * @param values by column of {@link Tables#GRADIENT_SIMILARITY}; null where one is not defined
   */
  public static GradientSimilarityRow of(Map<String, Object> values) {
    PairSimilarity pair =
        new PairSimilarity(
            (Integer) values.get("use_i"),
            (Integer) values.get("use_j"),
            number(values, "cosine"),
            number(values, "standard_error"),
            number(values, "dot"),
            number(values, "norm_i"),
            number(values, "norm_j"),
            number(values, "sign_agreement"),
            (Long) values.get("elements"));
    return new GradientSimilarityRow(
        (String) values.get("trial_id"),
        (Integer) values.get("epoch"),
        (String) values.get("kind"),
        (String) values.get("group_id"),
        pair,
        (Long) values.get("examples"),
        (Integer) values.get("shards"));
  }

  private static double number(Map<String, Object> values, String column) {
    return values.get(column) instanceof Double number ? number : Double.NaN;
  }
}
