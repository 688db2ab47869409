package org.sharelab.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.experiment.Checkpoint;
import org.sharelab.experiment.Checkpoints;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.nn.SoftmaxCrossEntropy.Totals;
import org.sharelab.result.ErrorCode;
import org.sharelab.result.Provenance;
import org.sharelab.result.TrialResult;
import org.sharelab.result.TrialRow;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.EpochProgress;
import org.sharelab.train.TrainingState;

class StoredCheckpointsTest {
  private static final String TRIAL = "0123456789abcdef";
  private static final String FOLDER = "_sharelab/checkpoints/" + TRIAL;

  @TempDir private Path folder;
  private HadoopStorage storage;
  private StoredCheckpoints checkpoints;

  @BeforeEach
  void open() {
    storage = HadoopStorage.at(folder.resolve("out").toString(), new Configuration());
    checkpoints = StoredCheckpoints.in(storage);
  }

  private static Checkpoint checkpoint(String trial, int epoch, int steps) {
    Provenance provenance =
        new Provenance("1", "abc", "17", "fake", 1, "host", "f00d", "bitwise", "2026");
    return new Checkpoint(
        trial,
        provenance,
        new EpochProgress(epoch, steps, new Totals(1, 2, 3), 4),
        new TrainingState(10 * epoch + steps, new float[] {epoch, steps}, new float[0]),
        5,
        6,
        List.of());
  }

  private EpochProgress latest() {
    return checkpoints.latest(TRIAL).orElseThrow().progress();
  }

  @Test
  void findsTheNewestAndRemovesTheOthers() {
    assertThat(checkpoints.latest(TRIAL)).isEmpty();
    checkpoints.save(checkpoint(TRIAL, 9, 3));
    checkpoints.save(checkpoint(TRIAL, 10, 0));
    checkpoints.save(checkpoint("another", 11, 0));
    assertThat(latest()).isEqualTo(checkpoint(TRIAL, 10, 0).progress());
    assertThat(storage.list(FOLDER)).hasSize(1);
    assertThat(checkpoints.trials()).containsExactly(TRIAL, "another");
    checkpoints.discard(TRIAL);
    assertThat(checkpoints.latest(TRIAL)).isEmpty();
    assertThat(checkpoints.trials()).containsExactly("another");
  }

  /** Two executions of one trial, one of which was taken for dead. */
  @Test
  void oneThatIsBehindDoesNotRemoveWhatIsAhead() {
    checkpoints.save(checkpoint(TRIAL, 3, 0));
    checkpoints.save(checkpoint(TRIAL, 1, 7));
    assertThat(latest()).isEqualTo(checkpoint(TRIAL, 3, 0).progress());
  }

  @Test
  void takesTheOneBeforeADamagedOne() {
    checkpoints.save(checkpoint(TRIAL, 3, 0));
    byte[] whole = checkpoint(TRIAL, 4, 0).toBytes();
    storage.publish(FOLDER + "/0000009-0000000000-cut-off", new byte[] {1, 2, 3});
    whole[whole.length - 1]++;
    storage.publish(FOLDER + "/0000008-0000000000-damaged", whole);
    assertThat(latest()).isEqualTo(checkpoint(TRIAL, 3, 0).progress());
  }

  @Test
  void areNotKeptWhereTheOutputFolderCannotBeSeen() {
    Checkpoints elsewhere = StoredCheckpoints.ifVisible(storage);
    elsewhere.save(checkpoint(TRIAL, 1, 0));
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(elsewhere.latest(TRIAL)).isEmpty();
  }

  @Test
  void goWithTheCommitUnlessTheTrialWasLost() {
    Study study = Studies.small(1);
    TrialSpec done = study.trials().get(0);
    TrialSpec lost = study.trials().get(1);
    TrialSpec open = study.trials().get(2);
    try (ResultWriter writer = ResultWriter.open(storage, study)) {
      for (TrialSpec trial : study.trials()) {
        checkpoints.save(checkpoint(trial.id(), 1, 0));
      }
      writer.commit(TrialRows.of(Studies.completed(done, 1, 0.5)));
      TrialResult failed = Studies.failed(lost, 1);
      TrialRow.Outcome outcome = new TrialRow.Outcome(ErrorCode.LOST_EXECUTOR, "gone", null);
      writer.commit(
          TrialRows.of(
              new TrialResult(
                  new TrialRow(lost, 1, outcome, null, null), List.of(), failed.groups())));
      assertThat(checkpoints.trials()).containsExactlyInAnyOrder(lost.id(), open.id());
      // Killed between the commit and the removal.
      checkpoints.save(checkpoint(done.id(), 1, 0));
    }
    ResultWriter.open(storage, study).close();
    assertThat(checkpoints.trials()).containsExactlyInAnyOrder(lost.id(), open.id());
  }

  @Test
  void stayAfterACompletedTrialAsLongAsTheStudyKeepsThem() {
    Study study = Studies.small(1, "study.checkpoint.keep=last");
    TrialSpec done = study.trials().get(0);
    TrialSpec failed = study.trials().get(1);
    try (ResultWriter writer = ResultWriter.open(storage, study)) {
      checkpoints.save(checkpoint(done.id(), 2, 0));
      checkpoints.save(checkpoint(failed.id(), 1, 0));
      writer.commit(TrialRows.of(Studies.completed(done, 1, 0.5)));
      writer.commit(TrialRows.of(Studies.failed(failed, 1)));
      assertThat(writer.halfway()).isZero();
    }
    assertThat(checkpoints.trials()).containsExactly(done.id());
    ResultWriter.open(storage, study).close();
    assertThat(checkpoints.trials()).containsExactly(done.id());
    ResultWriter.open(storage, Studies.small(1)).close();
    assertThat(checkpoints.trials()).isEmpty();
  }
}
