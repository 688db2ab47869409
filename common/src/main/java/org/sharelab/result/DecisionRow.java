package org.sharelab.result;

import java.io.Serializable;
import org.sharelab.study.search.Decision;

/**
 * A decision of a search, as it concerns one trial.
 *
 * <p>A decision on a point is one row for each of its replicates, so that the table joins with
 * {@code trials}; a decision on the whole search is one row without a trial.
 *
 * @param study name of the study
 * @param trialId null where the whole search is meant
 * @param replicate null where the whole search is meant
 */
public record DecisionRow(String study, String trialId, Integer replicate, Decision decision)
    implements Serializable {}
