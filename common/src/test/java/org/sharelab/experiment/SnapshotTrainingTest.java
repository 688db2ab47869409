package org.sharelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sharelab.experiment.TrialSurvivalTest.made;
import static org.sharelab.experiment.TrialSurvivalTest.moved;
import static org.sharelab.experiment.TrialSurvivalTest.offering;
import static org.sharelab.experiment.TrialSurvivalTest.with;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.sharelab.check.EnvironmentException;
import org.sharelab.result.Provenance;
import org.sharelab.result.TrialResult;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.EpochProgress;

/** Parameters on the way are those of the trial's training, whether some were kept or not. */
class SnapshotTrainingTest {
  private static final TrialSpec TRIAL = ResumedTrialTest.trial("study.checkpoint.keep=last");
  private static final TrialContext CONTEXT = TrialContext.of(1, 1);

  /** After the three epochs of its training. */
  private static final Checkpoint LAST = last();

  private static Checkpoint last() {
    MemoryCheckpoints checkpoints = new MemoryCheckpoints();
    Experiment.run(TRIAL, CONTEXT.with(checkpoints));
    return checkpoints.latest(TRIAL.id()).orElseThrow();
  }

  private static List<float[]> parameters(Checkpoints checkpoints, Integer... epochs) {
    return ParameterSnapshot.train(TRIAL, List.of(epochs), 1, checkpoints).stream()
        .map(ParameterSnapshot::values)
        .toList();
  }

  /** What {@link SnapshotTraining} warns of. */
  private static List<String> warnings(Runnable measuring) {
    List<String> lines = new ArrayList<>();
    Logger log = (Logger) LogManager.getLogger(SnapshotTraining.class);
    AbstractAppender listener =
        new AbstractAppender("test", null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            lines.add(event.getMessage().getFormattedMessage());
          }
        };
    listener.start();
    log.addAppender(listener);
    try {
      measuring.run();
    } finally {
      log.removeAppender(listener);
    }
    return lines;
  }

  @Test
  void trialSavesItsEndOnlyIfThatIsKept() {
    MemoryCheckpoints none = new MemoryCheckpoints();
    Experiment.run(ResumedTrialTest.trial(), CONTEXT.with(none));
    assertThat(none.saves()).isZero();

    MemoryCheckpoints last = new MemoryCheckpoints();
    TrialResult result = ExperimentTest.ended(Experiment.run(TRIAL, CONTEXT.with(last)));
    assertThat(last.saves()).isEqualTo(1);
    assertThat(LAST.progress()).isEqualTo(EpochProgress.start(3));
    TrialResult again = ExperimentTest.ended(Experiment.run(TRIAL, CONTEXT.with(last)));
    assertThat(ResumedTrialTest.values(again))
        .as("lost after its last save")
        .isEqualTo(ResumedTrialTest.values(result));
    assertThat(last.saves()).isEqualTo(1);
  }

  @Test
  void whatWasKeptIsNotTrainedAgain() {
    List<float[]> trained = parameters(Checkpoints.none(), 0, 1, 3);
    Checkpoints kept = offering(() -> LAST);
    assertThat(parameters(kept, 0, 1, 3)).containsExactlyElementsOf(trained);
    assertThat(parameters(kept, 3)).containsExactly(trained.get(2));

    // One with a wrong number shows where it is used: at the last epoch and not before.
    Checkpoint wrong = with(LAST, TRIAL.id(), LAST.provenance(), moved(LAST.state()));
    List<float[]> measured = parameters(offering(() -> wrong), 0, 1, 3);
    assertThat(measured.subList(0, 2)).containsExactlyElementsOf(trained.subList(0, 2));
    assertThat(measured.get(2)).isEqualTo(wrong.state().parameters()).isNotEqualTo(trained.get(2));
  }

  /** A trial whose last save failed leaves an earlier one. */
  @Test
  void goesOnFromTheMiddleOfAnEpoch() {
    MemoryCheckpoints saved = new MemoryCheckpoints();
    // Two steps and an evaluation are an epoch: one step of the second is done.
    Experiment.run(
        TRIAL, CONTEXT.with(saved).with(ResumedTrialTest.atLook(5, ResumedTrialTest.cancelled())));
    Checkpoint middle = saved.latest(TRIAL.id()).orElseThrow();
    assertThat(middle.progress().epoch()).isEqualTo(1);
    assertThat(middle.progress().steps()).isEqualTo(1);

    List<float[]> trained = parameters(Checkpoints.none(), 1, 2, 3);
    assertThat(parameters(saved, 1, 2, 3)).containsExactlyElementsOf(trained);
    assertThat(parameters(saved, 3)).containsExactly(trained.get(2));
    Checkpoint wrong = with(middle, TRIAL.id(), middle.provenance(), moved(middle.state()));
    List<float[]> measured = parameters(offering(() -> wrong), 1, 2);
    assertThat(measured.get(0)).as("one epoch is before it").isEqualTo(trained.get(0));
    assertThat(measured.get(1)).isNotEqualTo(trained.get(1));
  }

  @Test
  void trainsAgainAndSaysSoIfNothingUsableWasKept() {
    List<float[]> trained = parameters(Checkpoints.none(), 3);
    Provenance made = LAST.provenance();
    Provenance otherThreads = made(made, made.version(), made.backend(), 7);
    String id = TRIAL.id();
    assertFallsBack(trained, () -> with(LAST, "another", made, moved(LAST.state())), "of trial");
    assertFallsBack(
        trained,
        () -> with(LAST, id, otherThreads, moved(LAST.state())),
        "made by another version, machine or setting");
    assertFallsBack(
        trained,
        () -> {
          throw new EnvironmentException("Cannot read checkpoint: it is damaged");
        },
        "Cannot read checkpoint: it is damaged");

    assertThat(warnings(() -> parameters(new MemoryCheckpoints(), 3))).containsExactly(again());
    assertThat(warnings(() -> parameters(new MemoryCheckpoints(), 0)))
        .as("nothing to train")
        .isEmpty();
    assertThat(
            warnings(
                () ->
                    ParameterSnapshot.train(
                        ResumedTrialTest.trial(), List.of(1), 1, new MemoryCheckpoints())))
        .as("nothing was to be kept")
        .isEmpty();
  }

  private static void assertFallsBack(
      List<float[]> trained, Supplier<Checkpoint> checkpoint, String reason) {
    List<String> said =
        warnings(
            () ->
                assertThat(parameters(offering(checkpoint), 3))
                    .as(reason)
                    .containsExactlyElementsOf(trained));
    assertThat(said).hasSize(2);
    assertThat(said.get(0)).startsWith("Trial " + TRIAL.id() + " ").contains(reason);
    assertThat(said.get(1)).isEqualTo(again());
  }

  private static String again() {
    return "Trial %s has kept no usable checkpoint, and is trained again".formatted(TRIAL.id());
  }
}
