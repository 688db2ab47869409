package org.sharelab.study.search.sampler;

import java.io.Serializable;
import org.sharelab.study.search.space.Point;

/**
 * A point to evaluate next.
 *
 * @param reason why, in one sentence with the numbers
 */
public record Proposal(Point point, String reason) implements Serializable {}
