package org.sharelab.study.search;

import java.io.Serializable;
import org.sharelab.check.Checks;
import org.sharelab.study.search.space.Point;

/**
 * Something a search decided, and why.
 *
 * <p>The decisions of a search and the records of its trials are all of its state: {@link
 * Search#resume} continues from them.
 *
 * @param sequence 0 for the first decision of the search
 * @param rule sampler, scheduler, {@code budget} or {@code validation}
 * @param point number of the point; null where the whole search is meant
 * @param settings of the point; null where the whole search is meant
 * @param epoch where the point trains to next, or where it stood when it was pruned, 0 if it was
 *     rejected; null where the whole search is meant
 * @param reason one sentence with the numbers
 */
public record Decision(
    int sequence,
    Kind kind,
    String rule,
    Integer point,
    Point settings,
    Integer epoch,
    String reason)
    implements Serializable {

  /** What was decided. Values are only ever added. */
  public enum Kind {
    /** A new point starts. */
    PROPOSED,
    /** A paused point trains on. */
    PROMOTED,
    /** A paused point ends here. */
    PRUNED,
    /** No further points are proposed. */
    STOPPED,
    /** A new point is no valid experiment, or an old one in other words; it has no trials. */
    REJECTED
  }

  public Decision {
    Checks.valid(sequence >= 0, "Invalid sequence: %d (a whole number >= 0)", sequence);
    Checks.valid(
        (kind == Kind.STOPPED) == (point == null)
            && (point == null) == (settings == null)
            && (point == null) == (epoch == null),
        "Invalid decision: %s of point %s (a point, its settings and an epoch unless stopped)",
        kind,
        point);
    Checks.valid(!reason.isBlank(), "Invalid reason: blank (one sentence)");
  }
}
