package org.sharelab.bench;

import java.util.List;
import java.util.stream.IntStream;
import org.sharelab.check.Checks;

/**
 * What one contestant did with a case.
 *
 * @param engine trunk (the fast kernels), layers (Deeplearning4j's, one vertex each), or PyTorch's
 *     version and layout: torch-2.1.0-nchw, torch-2.1.0-channels-last
 * @param rate share rate; 1 if nothing is shared
 * @param rounds the steps of each round; all contestants of a case ran in every round
 */
public record StepMeasures(
    BenchmarkCase measured, String engine, int rate, List<StepTimes> rounds) {
  private static final double MILLISECONDS = 1e3;
  private static final double GIGA = 1e9;

  public StepMeasures {
    rounds = List.copyOf(rounds);
    Checks.valid(!rounds.isEmpty(), "Invalid rounds: none (1 or more)");
  }

  /** All steps. */
  public StepTimes times() {
    return rounds.stream().reduce(StepTimes::plus).orElseThrow();
  }

  /** At the median step. */
  public double imagesPerSecond() {
    return measured.batch() * MILLISECONDS / times().median();
  }

  /** GFLOP/s of the products at the median step. */
  public double gigaflops() {
    return measured.stepFlop() * MILLISECONDS / times().median() / GIGA;
  }

  /**
   * How many times another's time this took: the median over the rounds, so that what disturbed one
   * round does not count.
   *
   * @param other of the same rounds
   */
  public double timeRelativeTo(StepMeasures other) {
    Checks.valid(
        rounds.size() == other.rounds.size(),
        "Cannot compare %s with %s: %d rounds and %d",
        engine,
        other.engine,
        rounds.size(),
        other.rounds.size());
    return new StepTimes(
            IntStream.range(0, rounds.size())
                .mapToObj(i -> rounds.get(i).median() / other.rounds.get(i).median())
                .toList())
        .median();
  }
}
