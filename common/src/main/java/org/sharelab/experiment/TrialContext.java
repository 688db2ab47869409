package org.sharelab.experiment;

import java.util.OptionalInt;
import org.sharelab.check.Checks;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.train.StopSignal;

/**
 * What an execution of a trial is given by its surroundings. None of it changes a result, but for
 * the last digits that depend on threads and device.
 *
 * @param attempt 1 for the first execution
 * @param threads native threads that the trial may use
 * @param engine what runs the layers, if it can; see {@link Engine#orOther}
 * @param untilEpoch epochs after which to pause, 1 or more; those of the training or more to run to
 *     the end
 * @param checkpoints to go on from, and to save to
 * @param stop asked between two batches; when it throws, the trial saves and pauses
 * @param log what the trial's thread logged lately
 * @param device CUDA's number of the trial's own device; empty to compute on the CPU
 */
public record TrialContext(
    int attempt,
    int threads,
    Engine engine,
    int untilEpoch,
    Checkpoints checkpoints,
    StopSignal stop,
    TrialLog log,
    OptionalInt device) {

  public TrialContext {
    Checks.valid(untilEpoch >= 1, "Invalid epoch to pause at: %d (1 or more)", untilEpoch);
  }

  /** Runs to the end and saves nothing. */
  public static TrialContext of(int attempt, int threads) {
    return new TrialContext(
        attempt,
        threads,
        Engine.current(),
        Integer.MAX_VALUE,
        Checkpoints.none(),
        StopSignal.never(),
        TrialLog.none(),
        OptionalInt.empty());
  }

  public TrialContext with(Engine runner) {
    return new TrialContext(attempt, threads, runner, untilEpoch, checkpoints, stop, log, device);
  }

  public TrialContext with(Checkpoints place) {
    return new TrialContext(attempt, threads, engine, untilEpoch, place, stop, log, device);
  }

  public TrialContext with(StopSignal signal) {
    return new TrialContext(attempt, threads, engine, untilEpoch, checkpoints, signal, log, device);
  }

  public TrialContext with(TrialLog lines) {
    return new TrialContext(attempt, threads, engine, untilEpoch, checkpoints, stop, lines, device);
  }

  /** Computes on a device, where the fast kernels of the trunk do not run. */
  public TrialContext onDevice(int ordinal) {
    return new TrialContext(
        attempt,
        threads,
        Engine.LAYERS,
        untilEpoch,
        checkpoints,
        stop,
        log,
        OptionalInt.of(ordinal));
  }

  /** Pauses after this many epochs. */
  public TrialContext until(int epoch) {
    return new TrialContext(attempt, threads, engine, epoch, checkpoints, stop, log, device);
  }
}
