package org.sharelab.jobs.testing;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

/** A finished study whose accuracies are known: three rates, two mappings, three replicates. */
public final class PairedStudy {
  /**
   * Accuracies by rate (1, 2, 4) and replicate. The last trial of rate 4 fails. The networks of
   * rate 1 are the same network whatever the mapping.
   */
  private static final double[][] SEQUENTIAL = {{.80, .82, .84}, {.79, .80, .84}, {.70, .73, 0}};

  private static final double[][] STRIDED = {{.80, .82, .84}, {.78, .81, .83}, {.71, .74, .74}};

  private PairedStudy() {}

  /** Writes the study to a folder. */
  public static HadoopStorage write(Path folder) {
    Study study = Studies.small(3, "study.space.\"model.sharing.mapping\"=[sequential, strided]");
    HadoopStorage storage = HadoopStorage.at(folder.toString(), new Configuration());
    try (ResultWriter writer = ResultWriter.open(storage, study)) {
      for (TrialSpec trial : study.trials()) {
        double[][] table = trial.sharing().mapping().equals("strided") ? STRIDED : SEQUENTIAL;
        int rate = (int) Math.round(Math.log(trial.sharing().shareRate()) / Math.log(2));
        double accuracy = table[rate][trial.replicate()];
        writer.commit(
            TrialRows.of(
                accuracy == 0 ? Studies.failed(trial, 1) : Studies.completed(trial, 1, accuracy)));
      }
    }
    return storage;
  }
}
