package org.sharelab.study.search;

import java.io.Serializable;
import org.sharelab.study.search.space.Point;

/**
 * Training that is to be done next: one replicate of a point, from a checkpoint to a milestone.
 *
 * @param point number of the point
 * @param fromEpoch finished epochs; 0 to start anew
 * @param toEpoch epoch to stop after
 */
public record SearchTask(int point, Point settings, int replicate, int fromEpoch, int toEpoch)
    implements Serializable {}
