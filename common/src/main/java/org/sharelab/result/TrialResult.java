package org.sharelab.result;

import java.io.Serializable;
import java.util.List;

/** Everything that one trial writes; committed as a whole or not at all. */
public record TrialResult(TrialRow trial, List<EpochRow> epochs, List<GroupRow> groups)
    implements Serializable {
  public TrialResult {
    epochs = List.copyOf(epochs);
    groups = List.copyOf(groups);
  }
}
