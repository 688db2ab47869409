package org.sharelab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sharelab.check.EnvironmentException;
import org.sharelab.nn.NetworkOptions.Engine;

/** Runs one trial alone and two at once, in turn. */
final class PairBenchmark {
  private static final double MILLISECONDS = 1e3;

  private final BenchmarkCase measured;
  private final List<Double> alone = new ArrayList<>();
  private final List<Double> together = new ArrayList<>();

  private PairBenchmark(BenchmarkCase measured) {
    this.measured = measured;
  }

  /** Takes about three times {@code seconds}, warm-up included. */
  static PairMeasures run(BenchmarkCase measured, double seconds, int rounds) {
    PairBenchmark benchmark = new PairBenchmark(measured);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Contestant first = new NetworkContestant(measured, Engine.TRUNK, 1);
        Contestant second = new NetworkContestant(measured, Engine.TRUNK, 1)) {
      double block = seconds / rounds;
      List<Contestant> both = List.of(first, second);
      benchmark.throughput(threads, both, block);
      for (int round = 0; round < rounds; round++) {
        benchmark.alone.add(benchmark.throughput(threads, List.of(first), block));
        benchmark.together.add(benchmark.throughput(threads, both, block));
      }
    } finally {
      threads.shutdownNow();
    }
    return new PairMeasures(
        measured,
        new StepTimes(benchmark.alone).median(),
        new StepTimes(benchmark.together).median());
  }

  /** Images per second, summed over the contestants. */
  private double throughput(ExecutorService threads, List<Contestant> running, double seconds) {
    List<Future<StepTimes>> blocks =
        running.stream().map(contestant -> threads.submit(() -> contestant.run(seconds))).toList();
    return blocks.stream()
        .mapToDouble(block -> measured.batch() * MILLISECONDS / await(block).median())
        .sum();
  }

  private static StepTimes await(Future<StepTimes> block) {
    try {
      return block.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("Cannot measure two trials at once: interrupted", e);
    } catch (ExecutionException e) {
      throw new EnvironmentException(
          "Cannot measure two trials at once: " + e.getCause().getMessage(), e.getCause());
    }
  }
}
