package org.sharelab.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.jobs.table.StudyStatus.Best;
import org.sharelab.jobs.table.StudyStatus.Driver;
import org.sharelab.jobs.testing.Processes;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.result.Status;
import org.sharelab.study.Study;

class StudyStatusTest {
  @TempDir Path folder;

  private final Study study = Studies.small(2); // 6 trials

  private HadoopStorage storage() {
    return HadoopStorage.at(folder.toString(), new Configuration());
  }

  private ResultWriter open(DriverProcess process) {
    return ResultWriter.open(storage(), study, process, notice -> {});
  }

  private void commit(ResultWriter writer, int trial, int attempt, double accuracy) {
    writer.commit(
        TrialRows.of(
            accuracy < 0
                ? Studies.failed(study.trials().get(trial), attempt)
                : Studies.completed(study.trials().get(trial), attempt, accuracy)));
  }

  @Test
  void countsWhatIsPublishedAndWhatIsInTheJournalOnce() {
    try (ResultWriter writer = open(Processes.elsewhere())) {
      commit(writer, 0, 1, 0.5);
      commit(writer, 1, 1, -1);
      writer.publish();
      commit(writer, 1, 2, 0.75);
      commit(writer, 2, 1, -1);
      StudyStatus status = StudyStatus.read(storage());
      assertThat(status.committed())
          .containsOnly(Map.entry(Status.COMPLETED, 2), Map.entry(Status.FAILED, 1));
      assertThat(status.best()).contains(new Best(study.trials().get(1).id(), 0.75));
    }
  }

  @Test
  void knowsWhatBecameOfTheRun() {
    ResultWriter writer = open(Processes.elsewhere());
    assertThat(StudyStatus.read(storage()).driver()).isEqualTo(Driver.AT_WORK);
    writer.close();
    assertThat(StudyStatus.read(storage()).driver()).isEqualTo(Driver.ENDED);
    open(Processes.dead());
    assertThat(StudyStatus.read(storage()).driver()).isEqualTo(Driver.DEAD);
  }

  @Test
  void hearsWhatTheRunReports() {
    ResultWriter writer = open(DriverProcess.current());
    writer.report(() -> Map.of("planned", 6));
    writer.close();
    Claim claim = StudyStatus.read(storage()).run().orElseThrow();
    assertThat(claim.process()).isEqualTo(DriverProcess.current());
    assertThat(claim.progress()).containsEntry("planned", 6);
  }
}
