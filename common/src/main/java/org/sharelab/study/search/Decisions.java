package org.sharelab.study.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The decisions of a running search, in order. */
final class Decisions {
  private final List<Decision> made = new ArrayList<>();

  void add(Decision decision) {
    made.add(decision);
  }

  int size() {
    return made.size();
  }

  List<Decision> all() {
    return Collections.unmodifiableList(made);
  }

  /**
   * Decides that no further points are proposed, unless the same was decided of the same points.
   */
  void stop(String rule, String reason) {
    if (!wasSaid(reason)) {
      made.add(new Decision(size(), Decision.Kind.STOPPED, rule, null, null, null, reason));
    }
  }

  /** A search that has ended is asked again each time it is resumed. */
  private boolean wasSaid(String reason) {
    for (int i = made.size() - 1; i >= 0; i--) {
      switch (made.get(i).kind()) {
        case STOPPED -> {
          return made.get(i).reason().equals(reason);
        }
        case PROPOSED, REJECTED -> {
          return false;
        }
        case PROMOTED, PRUNED -> {} // decided after the last proposal
      }
    }
    return false;
  }
}
