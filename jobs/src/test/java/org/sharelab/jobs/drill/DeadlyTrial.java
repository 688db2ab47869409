package org.sharelab.jobs.drill;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.sharelab.experiment.Experiment;
import org.sharelab.experiment.TrialContext;
import org.sharelab.experiment.TrialOutcome;
import org.sharelab.jobs.drill.KillPoint.Moment;
import org.sharelab.jobs.study.TrialFunction;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.result.TrialResult;
import org.sharelab.study.TrialSpec;
import org.sharelab.train.StopSignal;

/**
 * Runs trials, really or pretending to, and kills something around one of them.
 *
 * @param victim id of the trial around which it happens
 * @param trains whether trials train, or sleep and make their numbers up
 */
record DeadlyTrial(Kills kills, Set<KillPoint> points, String victim, boolean trains)
    implements TrialFunction {
  private static final long PRETENDED_MILLIS = 300;
  private static final int FATAL_STEP = 3;

  @Override
  public TrialOutcome run(TrialSpec trial, TrialContext context) {
    boolean dangerous = trial.id().equals(victim);
    if (dangerous) {
      dieAt(Moment.BEFORE);
    }
    TrialOutcome outcome =
        trains ? train(trial, context, dangerous) : pretend(trial, context, dangerous);
    if (dangerous) {
      dieAt(Moment.AFTER);
    }
    return outcome;
  }

  private TrialOutcome train(TrialSpec trial, TrialContext context, boolean dangerous) {
    AtomicInteger asked = new AtomicInteger();
    StopSignal signal =
        () -> {
          context.stop().check();
          if (dangerous && asked.incrementAndGet() == FATAL_STEP) {
            dieAt(Moment.DURING);
          }
        };
    return Experiment.run(trial, context.with(signal));
  }

  private TrialOutcome pretend(TrialSpec trial, TrialContext context, boolean dangerous) {
    if (dangerous) {
      CompletableFuture.delayedExecutor(PRETENDED_MILLIS / 2, TimeUnit.MILLISECONDS)
          .execute(() -> dieAt(Moment.DURING));
    }
    try {
      Thread.sleep(PRETENDED_MILLIS);
    } catch (InterruptedException cancelled) {
      throw new IllegalStateException(cancelled);
    }
    return new TrialOutcome.Ended(pretended(trial, context.attempt()));
  }

  /** The same numbers whoever makes them up. */
  static TrialResult pretended(TrialSpec trial, int attempt) {
    return Studies.completed(trial, attempt, 0.5 + 0.001 * trial.replicate());
  }

  private void dieAt(Moment moment) {
    for (KillPoint point : points) {
      if (point.moment() == moment && kills.isDue(point)) {
        switch (point.victim()) {
          case EXECUTOR -> Kills.killMyself();
          case WORKER -> {
            Kills.killWorker();
            Kills.killMyself();
          }
          case DRIVER -> kills.killDriver();
          case BOTH -> {
            kills.killDriver();
            Kills.killMyself();
          }
        }
      }
    }
  }
}
