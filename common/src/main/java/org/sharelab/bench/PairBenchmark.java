package org.sharelab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sharelab.bench.PairMeasures.Round;
import org.sharelab.check.EnvironmentException;
import org.sharelab.nn.NetworkOptions.Engine;

/** Runs one trial alone and two at once, in turn. */
final class PairBenchmark {
  private static final double MILLISECONDS = 1e3;

  /** Three such matrices fit into the second-level cache. */
  private static final int PRODUCT_SIDE = 256;

  private final ExecutorService threads;
  private final double seconds;

  /** Something that one thread does over and over. */
  private interface Work {
    StepTimes run(double seconds);
  }

  private PairBenchmark(ExecutorService threads, double seconds) {
    this.threads = threads;
    this.seconds = seconds;
  }

  /**
   * Takes about four times {@code seconds} and the warm-up.
   *
   * @param seconds that two trials run at once, in all rounds together
   */
  static PairMeasures run(BenchmarkCase measured, double seconds, int rounds) {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Contestant first = new NetworkContestant(measured, Engine.TRUNK, 1);
        Contestant second = new NetworkContestant(measured, Engine.TRUNK, 1);
        SquareProduct one = new SquareProduct(PRODUCT_SIDE);
        SquareProduct other = new SquareProduct(PRODUCT_SIDE)) {
      PairBenchmark benchmark = new PairBenchmark(threads, seconds / rounds);
      List<Work> trials = List.of(first::run, second::run);
      List<Work> products = List.of(one::run, other::run);
      benchmark.rate(trials);
      benchmark.rate(products);
      List<Round> ofTrials = new ArrayList<>();
      List<Round> ofProducts = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        ofTrials.add(benchmark.round(trials, measured.batch()));
        ofProducts.add(benchmark.round(products, 1));
      }
      return new PairMeasures(measured, ofTrials, ofProducts);
    } finally {
      threads.shutdownNow();
    }
  }

  private Round round(List<Work> both, int unitsPerStep) {
    double before = rate(both.subList(0, 1));
    double together = rate(both);
    double after = rate(both.subList(1, 2));
    return new Round(unitsPerStep * (before + after) / 2, unitsPerStep * together);
  }

  /** Steps per second at median steps, summed over what runs. */
  private double rate(List<Work> running) {
    List<Future<StepTimes>> blocks =
        running.stream().map(work -> threads.submit(() -> work.run(seconds))).toList();
    return blocks.stream().mapToDouble(block -> MILLISECONDS / await(block).median()).sum();
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
