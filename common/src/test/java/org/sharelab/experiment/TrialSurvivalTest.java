package org.sharelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sharelab.check.EnvironmentException;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.result.ErrorCode;
import org.sharelab.result.Provenance;
import org.sharelab.result.TrialResult;
import org.sharelab.result.TrialRow;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.TrainingState;

/** Whatever goes wrong around a trial, its result is right or says what happened. */
class TrialSurvivalTest {
  private static final TrialSpec TRIAL = ResumedTrialTest.trial();
  private static final TrialContext CONTEXT = TrialContext.of(1, 1);

  /** Offers one checkpoint; nothing can be saved. */
  static Checkpoints offering(Supplier<Checkpoint> checkpoint) {
    return new Checkpoints() {
      @Override
      public Optional<Checkpoint> latest(String trialId) {
        return Optional.of(checkpoint.get());
      }

      @Override
      public void save(Checkpoint unused) {
        throw new EnvironmentException("Cannot write: disk full");
      }

      @Override
      public void discard(String trialId) {
        throw new AssertionError("a trial does not discard");
      }
    };
  }

  private static TrialResult run(TrialContext context) {
    return ExperimentTest.ended(Experiment.run(TRIAL, context));
  }

  private static Checkpoint afterOneEpoch() {
    MemoryCheckpoints checkpoints = new MemoryCheckpoints();
    Experiment.run(TRIAL, CONTEXT.with(checkpoints).until(1));
    return checkpoints.latest(TRIAL.id()).orElseThrow();
  }

  static Checkpoint with(
      Checkpoint like, String trialId, Provenance provenance, TrainingState state) {
    return new Checkpoint(
        trialId,
        provenance,
        like.progress(),
        state,
        like.elapsedSeconds(),
        like.peakNativeBytes(),
        like.epochs());
  }

  static Provenance made(Provenance like, String version, String backend, int threads) {
    return new Provenance(
        version,
        like.gitCommit(),
        like.javaVersion(),
        backend,
        threads,
        "elsewhere",
        like.dataFingerprint(),
        like.determinism(),
        "another time");
  }

  /** The network of a checkpoint, moved a little: whoever uses it gets other numbers. */
  static TrainingState moved(TrainingState state) {
    float[] parameters = state.parameters().clone();
    parameters[0] += 1;
    return new TrainingState(state.iteration(), parameters, state.updater());
  }

  @Test
  void onlyItsOwnCheckpointIsUsed() {
    List<List<Object>> undisturbed = ResumedTrialTest.values(run(CONTEXT));
    Checkpoint own = afterOneEpoch();
    Provenance made = own.provenance();
    TrainingState moved = moved(own.state());
    String backend = made.backend();
    TrainingState larger =
        new TrainingState(
            moved.iteration(),
            Arrays.copyOf(moved.parameters(), moved.parameters().length + 1),
            moved.updater());
    // Control: a checkpoint from another host and time is used, with its wrong number.
    Provenance same = made(made, made.version(), backend, made.threads());
    Checkpoint usable = with(own, TRIAL.id(), same, moved);
    assertThat(ResumedTrialTest.values(run(CONTEXT.with(offering(() -> usable)))))
        .isNotEqualTo(undisturbed);

    List<Supplier<Checkpoint>> unusable = new ArrayList<>();
    unusable.add(() -> with(own, "another", made, moved));
    unusable.add(() -> with(own, TRIAL.id(), made(made, "9", backend, made.threads()), moved));
    unusable.add(() -> with(own, TRIAL.id(), made(made, made.version(), "other", 1), moved));
    unusable.add(() -> with(own, TRIAL.id(), made(made, made.version(), backend, 7), moved));
    unusable.add(() -> with(own, TRIAL.id(), made, larger));
    unusable.add(
        () -> {
          throw new EnvironmentException("Cannot read checkpoint: it is damaged");
        });
    for (Supplier<Checkpoint> checkpoint : unusable) {
      assertThat(ResumedTrialTest.values(run(CONTEXT.with(offering(checkpoint)))))
          .isEqualTo(undisturbed);
    }
    TrialContext layers = CONTEXT.with(Engine.LAYERS);
    assertThat(ResumedTrialTest.values(run(layers.with(offering(() -> usable)))))
        .as("the other engine")
        .isEqualTo(ResumedTrialTest.values(run(layers)));
  }

  @Test
  void interruptedThreadSavesAndPauses() {
    MemoryCheckpoints checkpoints = new MemoryCheckpoints();
    int[] looks = {0};
    TrialContext context =
        CONTEXT
            .with(checkpoints)
            .with(
                () -> {
                  if (++looks[0] == 2) {
                    Thread.currentThread().interrupt();
                  }
                });
    TrialOutcome outcome = Experiment.run(TRIAL, context);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome).isInstanceOf(TrialOutcome.Paused.class);
    assertThat(((TrialOutcome.Paused) outcome).epochs()).isEmpty();
    assertThat(checkpoints.latest(TRIAL.id()).orElseThrow().progress().steps()).isEqualTo(2);
  }

  static List<Arguments> errors() {
    return List.of(
        Arguments.of(new OutOfMemoryError("Java heap space"), ErrorCode.OUT_OF_HEAP_MEMORY),
        Arguments.of(new StackOverflowError(), ErrorCode.INTERNAL_ERROR),
        Arguments.of(new NoClassDefFoundError("x"), ErrorCode.INTERNAL_ERROR));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void errorsOfTheVirtualMachineBecomeRowsToo(Error error, ErrorCode code) {
    int[] looks = {0};
    TrialContext context =
        CONTEXT
            .with(() -> List.of("said before"))
            .with(
                () -> {
                  if (++looks[0] == 5) {
                    throw error;
                  }
                });
    TrialRow row = run(context).trial();
    assertThat(row.outcome().errorCode()).isEqualTo(code);
    assertThat(row.outcome().errorLog()).startsWith("said before\n" + error + "\n  at ");
    // Two steps and an evaluation are an epoch; the fifth look is in the second.
    assertThat(row.measures().epochs()).isEqualTo(1);
    long parameters = TRIAL.design().uniqueParameters();
    assertThat(row.measures().peakNativeBytes()).isGreaterThan(4 * 4 * parameters);
  }

  @Test
  void timeOfEarlierExecutionsCounts() {
    TrialSpec limited = ResumedTrialTest.trial("study.trial-timeout-seconds=1000");
    Checkpoint own = afterOneEpoch();
    Checkpoint late =
        new Checkpoint(
            own.trialId(), own.provenance(), own.progress(), own.state(), 1000, 1, own.epochs());
    TrialRow row =
        ExperimentTest.ended(Experiment.run(limited, CONTEXT.with(offering(() -> late)))).trial();
    assertThat(row.outcome().errorCode()).isEqualTo(ErrorCode.TIMED_OUT);
    assertThat(row.measures().epochs()).isEqualTo(1);
  }
}
