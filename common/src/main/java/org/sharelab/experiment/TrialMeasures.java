package org.sharelab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sharelab.result.EpochRow;
import org.sharelab.result.TestMeasures;
import org.sharelab.result.TrialRow.Measures;

/** What a trial has measured so far. */
final class TrialMeasures {
  private static final double NO_TIME = 1e-9;

  private final List<EpochRow> epochs = new ArrayList<>();
  private int imagesPerEpoch;
  private long peakNativeBytes;

  /** Training begins, with this many images an epoch. */
  void begin(int images) {
    imagesPerEpoch = images;
  }

  /** Takes over what earlier executions measured. */
  void restore(Checkpoint checkpoint) {
    epochs.addAll(checkpoint.epochs());
    holds(checkpoint.peakNativeBytes());
  }

  /** The trial held this much native memory. */
  void holds(long nativeBytes) {
    peakNativeBytes = Math.max(peakNativeBytes, nativeBytes);
  }

  void add(EpochRow epoch) {
    epochs.add(epoch);
  }

  int finishedEpochs() {
    return epochs.size();
  }

  long peakNativeBytes() {
    return peakNativeBytes;
  }

  /** The rows of the first epochs. */
  List<EpochRow> epochs(int limit) {
    return List.copyOf(epochs.subList(0, Math.min(limit, epochs.size())));
  }

  /** What the first epochs measured; null if none is finished. */
  Measures measures(int limit) {
    List<EpochRow> rows = epochs(limit);
    if (rows.isEmpty()) {
      return null;
    }
    double seconds = rows.stream().mapToDouble(EpochRow::seconds).sum();
    TestMeasures lastTest =
        rows.stream().map(EpochRow::test).filter(Objects::nonNull).reduce((a, b) -> b).orElse(null);
    return new Measures(
        rows.size(),
        seconds,
        (double) rows.size() * imagesPerEpoch / Math.max(seconds, NO_TIME),
        rows.get(rows.size() - 1).trainLoss(),
        lastTest,
        peakNativeBytes);
  }
}
