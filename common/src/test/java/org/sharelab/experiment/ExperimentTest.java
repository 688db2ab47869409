package org.sharelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.sharelab.config.ExperimentFile;
import org.sharelab.result.EpochRow;
import org.sharelab.result.ErrorCode;
import org.sharelab.result.Status;
import org.sharelab.result.TrialResult;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

class ExperimentTest {
  private static final String TINY =
      """
      data { name = glyphs, train-limit = 96, test-limit = 50 }
      model { width = 8, depth = 4, kernel-size = 3, patch-size = 4, sharing { rate = 2 } }
      training { epochs = 2, batch-size = 32 }
      """;

  private static TrialSpec trial(String... sets) {
    return Study.plan(ExperimentFile.parse(TINY).set(List.of(sets)), "test").trials().get(0);
  }

  private static TrialResult run(String... sets) {
    return ended(Experiment.run(trial(sets), TrialContext.of(1, 1)));
  }

  static TrialResult ended(TrialOutcome outcome) {
    return ((TrialOutcome.Ended) outcome).result();
  }

  /** What must not depend on clock, host or neighbours. */
  private static List<Object> numbers(TrialResult result) {
    return List.of(
        result.trial().measures().test(),
        result.epochs().stream()
            .map(e -> List.of(e.trainLoss(), e.trainAccuracy(), e.learningRate(), e.test()))
            .toList());
  }

  @Test
  void turnsATrialIntoRows() {
    TrialResult result = run();
    assertThat(result.trial().outcome().errorMessage()).isNull();
    assertThat(result.trial().outcome().status()).isEqualTo(Status.COMPLETED);
    assertThat(result.trial().measures().epochs()).isEqualTo(2);
    assertThat(result.trial().measures().imagesPerSecond()).isPositive();
    assertThat(result.trial().measures().test().examples()).isEqualTo(50);
    assertThat(result.trial().provenance().dataFingerprint()).hasSize(64);
    assertThat(result.epochs()).extracting(EpochRow::epoch).containsExactly(1, 2);
    assertThat(result.epochs().get(1).trainLoss())
        .isCloseTo(result.trial().measures().trainLoss(), within(0.0));
    // Two components of four positions: eight uses.
    assertThat(result.groups()).hasSize(8);
    assertThat(result.groups().get(0).groupId()).isEqualTo("pointwise/0");
    assertThat(result.groups().get(0).shape()).isEqualTo("8x8x1x1");
  }

  @Test
  void givesTheSameNumbersEveryTimeAndWhateverRunsBesideIt() throws Exception {
    List<Object> alone = numbers(run());
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      Callable<TrialResult> same = ExperimentTest::run;
      Callable<TrialResult> other = () -> run("model.width=12", "study.seed=5");
      for (Future<TrialResult> result : pool.invokeAll(List.of(same, other, same, other))) {
        assertThat(result.get().trial().outcome().status()).isEqualTo(Status.COMPLETED);
      }
      assertThat(numbers(pool.submit(same).get())).isEqualTo(alone);
      for (Future<TrialResult> result : pool.invokeAll(List.of(same, same))) {
        assertThat(numbers(result.get())).isEqualTo(alone);
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void learns() {
    TrialResult result =
        run(
            "training.epochs=8",
            "data.train-limit=600",
            "model.width=16",
            "training.batch-size=16");
    List<EpochRow> epochs = result.epochs();
    assertThat(epochs.get(7).trainLoss()).isLessThan(0.8 * epochs.get(0).trainLoss());
    assertThat(epochs.get(7).trainAccuracy()).isGreaterThan(0.3);
  }

  @Test
  void trainsPerceptronsToo() {
    TrialResult result = run("model={ name = mlp, width = 8, depth = 3, sharing.rate = 2 }");
    assertThat(result.trial().outcome().errorMessage()).isNull();
    assertThat(result.trial().measures().test().examples()).isEqualTo(50);
  }

  @Test
  void trainsTransformersToo() {
    TrialResult result =
        run(
            "model={ name = deit, width = 8, depth = 2, heads = 2, patch-size = 8,"
                + " sharing { rate = 2, components = [qkv, qkv-bias, fc1, layer-norm] } }");
    assertThat(result.trial().outcome().errorMessage()).isNull();
    assertThat(result.trial().measures().test().examples()).isEqualTo(50);
  }

  @Test
  void evaluatesOnlyWhenAskedAndAtTheEnd() {
    TrialResult result = run("training.epochs=5", "training.evaluate-every=2");
    assertThat(result.epochs().stream().map(e -> e.test() != null))
        .containsExactly(false, true, false, true, true);
  }

  @Test
  void reportsDivergenceAsAnOutcome() {
    TrialResult result =
        run("training.optimizer { name = sgd, learning-rate = 1e30 }".replace(" {", "={"));
    assertThat(result.trial().outcome().status()).isEqualTo(Status.DIVERGED);
    assertThat(result.trial().outcome().errorCode()).isEqualTo(ErrorCode.DIVERGED);
    assertThat(result.trial().outcome().errorMessage())
        .matches("Loss is NaN in step \\d of epoch 1");
  }

  @Test
  void stopsAtTheTimeLimitAndKeepsWhatWasMeasured() {
    TrialResult result = run("training.epochs=100000", "study.trial-timeout-seconds=2");
    assertThat(result.trial().outcome().status()).isEqualTo(Status.TIMED_OUT);
    assertThat(result.trial().outcome().errorMessage())
        .isEqualTo("Not finished after 2 seconds, the trial's limit");
    assertThat(result.epochs()).isNotEmpty();
    assertThat(result.trial().measures().epochs()).isEqualTo(result.epochs().size());
  }

  @Test
  void reportsMissingDataAsAFailure() {
    TrialResult result = run("data={ name = mnist, path = /no/such/folder }");
    assertThat(result.trial().outcome().status()).isEqualTo(Status.FAILED);
    assertThat(result.trial().outcome().errorCode()).isEqualTo(ErrorCode.ENVIRONMENT);
    assertThat(result.trial().outcome().errorMessage()).contains("/no/such/folder");
    assertThat(result.trial().measures()).isNull();
  }

  @Test
  void trainsOnTheSameNoisyLabelsInEveryTrialOfAReplicate() {
    assertThat(numbers(run("data.label-noise.level=0.5")))
        .isEqualTo(numbers(run("data.label-noise.level=0.5")))
        .isNotEqualTo(numbers(run()));
  }
}
