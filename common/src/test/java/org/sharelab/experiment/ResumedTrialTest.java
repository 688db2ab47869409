package org.sharelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sharelab.config.ExperimentFile;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.result.TrialResult;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.StopSignal;
import org.sharelab.train.TrainingStopped;

/** A trial that was interrupted ends bit for bit like one that was not. */
class ResumedTrialTest {
  /** Two steps and one batch of evaluation an epoch: three looks at the stop signal. */
  private static final String TINY =
      """
      study { checkpoint { every-epochs = 0 } }
      data { name = glyphs, train-limit = 40, test-limit = 50, augment = [flip]
             label-noise { level = 0.2 } }
      model { width = 8, depth = 2, kernel-size = 3, patch-size = 4, head-dropout = 0.3 }
      training { epochs = 3, batch-size = 32, gradient-clip = 0.5, label-smoothing = 0.1
                 schedule { name = cosine, warm-up-epochs = 1 } }
      """;

  private static final int LOOKS_PER_EPOCH = 3;
  private static final int EPOCHS = 3;

  static TrialSpec trial(String... sets) {
    return Study.plan(ExperimentFile.parse(TINY).set(List.of(sets)), "test").trials().get(0);
  }

  /** Stops a trial when it looks for the n-th time. */
  static StopSignal atLook(int n, RuntimeException stop) {
    int[] looks = {0};
    return () -> {
      if (++looks[0] == n) {
        throw stop;
      }
    };
  }

  static TrainingStopped cancelled() {
    return new TrainingStopped(TrainingStopped.Reason.CANCELLED, "drained");
  }

  private static TrialOutcome run(TrialSpec spec, TrialContext context) {
    return Experiment.run(spec, context);
  }

  /** All values of all rows but those that tell of the execution. */
  static List<List<Object>> values(TrialResult result) {
    List<List<Object>> values = new ArrayList<>();
    values.add(lasting(Tables.TRIALS, result.trial()));
    result.epochs().forEach(epoch -> values.add(lasting(Tables.EPOCHS, epoch)));
    result.groups().forEach(group -> values.add(lasting(Tables.GROUPS, group)));
    return values;
  }

  private static <R> List<Object> lasting(Table<R> table, R row) {
    List<Object> values = new ArrayList<>();
    for (Table.Column<R> column : table.columns()) {
      if (!table.varying().contains(column.name())) {
        values.add(column.name() + "=" + column.value().apply(row));
      }
    }
    return values;
  }

  /** Parameters, optimiser and rows after the last step, from a stop in the last evaluation. */
  private static Checkpoint atEnd(TrialSpec spec, TrialContext context, int looks) {
    MemoryCheckpoints checkpoints = new MemoryCheckpoints();
    run(spec, context.with(checkpoints).with(atLook(looks, cancelled())));
    return checkpoints.latest(spec.id()).orElseThrow();
  }

  private static void assertSameState(Checkpoint actual, Checkpoint expected) {
    assertThat(actual.state().iteration()).isEqualTo(expected.state().iteration());
    assertThat(actual.state().parameters()).isEqualTo(expected.state().parameters());
    assertThat(actual.state().updater()).isEqualTo(expected.state().updater());
    assertThat(actual.progress().totals()).isEqualTo(expected.progress().totals());
  }

  static List<Arguments> networks() {
    String momentum = "training.optimizer={ name = sgd, momentum = 0.9, learning-rate = 0.05 }";
    String descent = "training.optimizer={ name = sgd, momentum = 0, learning-rate = 0.05 }";
    String hard = "model.sharing={ rate = 2, components = [pointwise, depthwise, batch-norm] }";
    String scaled = "model.sharing={ rate = 2, transform = channel }";
    return List.of(
        Arguments.of(Engine.TRUNK, new String[] {hard}),
        Arguments.of(Engine.TRUNK, new String[] {scaled, momentum}),
        Arguments.of(Engine.LAYERS, new String[] {hard, descent}),
        Arguments.of(Engine.LAYERS, new String[] {scaled}));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void goesOnFromAnyPointAsIfNothingHadBeen(Engine engine, String[] sets) {
    TrialSpec spec = trial(sets);
    TrialContext context = TrialContext.of(1, 1).with(engine);
    TrialResult undisturbed = ExperimentTest.ended(run(spec, context));
    assertThat(undisturbed.trial().outcome().errorMessage()).isNull();
    int last = EPOCHS * LOOKS_PER_EPOCH;
    Checkpoint expected = atEnd(spec, context, last);

    // Stopped at its second look, an execution does one step or one evaluation. So this is stopped
    // after every step, and goes on in a network of its own every time.
    MemoryCheckpoints checkpoints = new MemoryCheckpoints();
    TrialContext step = context.with(checkpoints);
    for (int execution = 1; execution < last; execution++) {
      TrialOutcome outcome = run(spec, step.with(atLook(2, cancelled())));
      assertThat(outcome).isInstanceOf(TrialOutcome.Paused.class);
      assertThat(checkpoints.saves()).isEqualTo(execution);
    }
    assertSameState(checkpoints.latest(spec.id()).orElseThrow(), expected);
    assertThat(values(ExperimentTest.ended(run(spec, step)))).isEqualTo(values(undisturbed));
  }

  @Test
  void killedInTheMiddleOfAnEpochGoesOnFromTheLastCheckpoint() {
    TrialSpec spec = trial("study.checkpoint.every-epochs=1");
    List<List<Object>> undisturbed = values(ExperimentTest.ended(run(spec, TrialContext.of(1, 1))));
    for (int kill : new int[] {2, 4, 5, 6, 9}) {
      MemoryCheckpoints checkpoints = new MemoryCheckpoints();
      TrialContext context = TrialContext.of(1, 1).with(checkpoints);
      // Whatever this throws, it is not a cancellation: nothing is saved any more.
      run(spec, context.with(atLook(kill, new IllegalStateException("killed"))));
      int finished = (kill - 1) / LOOKS_PER_EPOCH;
      int saved = kill % LOOKS_PER_EPOCH == 1 ? finished - 1 : finished;
      assertThat(checkpoints.saves()).as("killed at look %d", kill).isEqualTo(Math.max(0, saved));
      assertThat(values(ExperimentTest.ended(run(spec, context)))).isEqualTo(undisturbed);
    }
  }

  @Test
  void pausesAtAnEpochAndReportsWhatItMeasured() {
    TrialSpec spec = trial();
    TrialResult whole = ExperimentTest.ended(run(spec, TrialContext.of(1, 1)));
    TrialContext context = TrialContext.of(1, 1).with(new MemoryCheckpoints());
    for (int epoch : new int[] {1, 2, 1}) { // a rung that was passed gives the same again
      TrialOutcome.Paused paused = (TrialOutcome.Paused) run(spec, context.until(epoch));
      assertThat(paused.measures().epochs()).isEqualTo(epoch);
      assertThat(paused.epochs())
          .extracting(row -> lasting(Tables.EPOCHS, row))
          .isEqualTo(
              whole.epochs().subList(0, epoch).stream()
                  .map(row -> lasting(Tables.EPOCHS, row))
                  .toList());
      assertThat(paused.measures().test()).isEqualTo(whole.epochs().get(epoch - 1).test());
    }
    assertThat(values(ExperimentTest.ended(run(spec, context)))).isEqualTo(values(whole));
  }

  @Test
  void goesOnFromWhatAKilledProcessLeft(@TempDir Path folder) throws Exception {
    // Far more epochs than the process is given time for.
    TrialSpec spec = ResumedTrialProcess.trial();
    TrialContext context = TrialContext.of(1, 1);
    TrialResult undisturbed = ExperimentTest.ended(run(spec, context));

    Process process = ResumedTrialProcess.start(folder);
    Path file = folder.resolve(spec.id());
    try {
      waitFor(file, process);
    } finally {
      process.destroyForcibly().waitFor();
    }
    FolderCheckpoints checkpoints = new FolderCheckpoints(folder);
    assertThat(checkpoints.latest(spec.id()).orElseThrow().epochs().size())
        .isBetween(1, spec.training().epochs() - 1);
    TrialResult resumed = ExperimentTest.ended(run(spec, context.with(checkpoints)));
    assertThat(values(resumed)).isEqualTo(values(undisturbed));
  }

  private static void waitFor(Path file, Process process) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!Files.exists(file)) {
      assertThat(process.isAlive()).as("the process that is to be killed").isTrue();
      assertThat(System.nanoTime()).as("time to the first checkpoint").isLessThan(deadline);
      Thread.sleep(1);
    }
  }
}
