package org.sharelab.analysis.reusability;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model analysed without training: a row of the table {@code reusability}.
 *
 * @param model name of the architecture, such as {@code efficientnetv2-b0}
 * @param resolution height of the image in pixels
 * @param estimateResolution height of the image that the estimates are for
 * @param sharing how parameters are shared: {@code none}, {@code all-but-bn}, ...
 * @param parameters N_G, distinct parameters with at least one context, moving statistics of batch
 *     norms included
 * @param weightNodes W, the same before merging shared ones
 * @param graphNodes |G|, scalars of an input, classes and weight nodes together
 * @param quantities log N_C, entropy, expected spread and total surprisal
 * @param estimateSurprisal P
 * @param estimateSpread P'
 * @param totalContexts N_C
 * @param largestCount the most contexts of one parameter
 * @param distinctCounts how many different numbers of contexts occur
 * @param multisetSha256 see {@link ContextMultiset#sha256}
 */
public record ReusabilityResult(
    String model,
    int resolution,
    int estimateResolution,
    String sharing,
    long parameters,
    long weightNodes,
    long graphNodes,
    Quantities quantities,
    double estimateSurprisal,
    double estimateSpread,
    BigInteger totalContexts,
    BigInteger largestCount,
    int distinctCounts,
    String multisetSha256)
    implements Serializable {

  /**
   * Everything by column name. Large integers are decimal texts, since JSON's readers round large
   * numbers.
   */
  public Map<String, Object> columns() {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("model", model);
    columns.put("resolution", resolution);
    columns.put("estimate_resolution", estimateResolution);
    columns.put("sharing", sharing);
    columns.put("parameters", parameters);
    columns.put("weight_nodes", weightNodes);
    columns.put("graph_nodes", graphNodes);
    columns.put("total_contexts_log2", quantities.totalContextsLog2());
    columns.put("entropy", quantities.entropy());
    columns.put("expected_spread", quantities.expectedSpread());
    columns.put("total_surprisal", quantities.totalSurprisal());
    columns.put("estimate_surprisal", estimateSurprisal);
    columns.put("estimate_spread", estimateSpread);
    columns.put("n_c", totalContexts.toString());
    columns.put("max_count", largestCount.toString());
    columns.put("distinct_counts", distinctCounts);
    columns.put("multiset_sha256", multisetSha256);
    return columns;
  }
}
