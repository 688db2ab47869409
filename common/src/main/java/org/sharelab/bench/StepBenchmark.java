package org.sharelab.bench;

import java.util.ArrayList;
import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.platform.NativeBackend;

/**
 * Times whole training steps: reading and normalizing a batch, forward, backward, update.
 *
 * <p>The contestants of a case are the fast kernels at each share rate, Deeplearning4j's layers and
 * each PyTorch in both of its layouts. They take turns, a block of steps each, for three rounds
 * after one to warm up, so that whatever slows the machine down for a while slows all of them. Each
 * has one native thread.
 *
 * <pre>{@code
 * try (StepBenchmark benchmark = StepBenchmark.open(List.of("python3"))) {
 *   benchmark.steps(BenchmarkCase.parse("64,128,16,5", 8), List.of(1, 2, 8), 6);
 * }
 * }</pre>
 */
public final class StepBenchmark implements AutoCloseable {
  static final int THREADS = 1;

  private static final int ROUNDS = 3;
  private static final int PAIR_ROUNDS = 8;
  private static final int LEAST_WARM_UP_STEPS = 2;

  private final List<Torch> torches;
  private final Machine machine;

  private StepBenchmark(NativeBackend backend, List<Torch> torches) {
    this.torches = torches;
    this.machine = Machine.measure(backend, THREADS, torches.stream().map(Torch::version).toList());
  }

  /**
   * Loads the native libraries, measures the peak, and starts every PyTorch that there is.
   *
   * @param pythons commands that may have PyTorch; of those with the same version the first is used
   */
  public static StepBenchmark open(List<String> pythons) {
    NativeBackend backend = NativeBackend.load();
    NativeBackend.useThreads(THREADS);
    return new StepBenchmark(backend, Torch.start(pythons, THREADS));
  }

  public Machine machine() {
    return machine;
  }

  /**
   * Measures every contestant of a case.
   *
   * @param rates share rates of the fast kernels
   * @param seconds that each contestant is measured for, in all rounds together; at least one step
   *     a round
   */
  public List<StepMeasures> steps(BenchmarkCase measured, List<Integer> rates, double seconds) {
    requireSeconds(seconds);
    Checks.valid(!rates.isEmpty(), "Invalid rates: none (1 or more)");
    rates.forEach(measured::design);
    List<Contestant> contestants = new ArrayList<>();
    try {
      addContestants(measured, rates, contestants);
      return alternate(measured, contestants, seconds / ROUNDS);
    } finally {
      contestants.forEach(Contestant::close);
    }
  }

  /**
   * Measures two trials at once against one alone, with the fast kernels and nothing shared.
   *
   * @param seconds that two run at once, in several rounds
   */
  public PairMeasures pair(BenchmarkCase measured, double seconds) {
    requireSeconds(seconds);
    return PairBenchmark.run(measured, seconds, PAIR_ROUNDS);
  }

  /**
   * Tells apart the primitives of a step, its data and the rest, with the fast kernels and nothing
   * shared.
   *
   * @param seconds of steps, half of them to warm up and a quarter on augmented images
   */
  public OverheadMeasures overhead(BenchmarkCase measured, double seconds) {
    requireSeconds(seconds);
    return OverheadBenchmark.run(measured, seconds);
  }

  private static void requireSeconds(double seconds) {
    Checks.valid(
        seconds > 0 && Double.isFinite(seconds), "Invalid seconds: %s (positive)", seconds);
  }

  /** Ours and PyTorch's in turn, as far as there are both. */
  private void addContestants(
      BenchmarkCase measured, List<Integer> rates, List<Contestant> contestants) {
    Torch.MemoryFormat[] formats = Torch.MemoryFormat.values();
    for (int i = 0; i < Math.max(rates.size(), formats.length); i++) {
      if (i < rates.size()) {
        contestants.add(new NetworkContestant(measured, Engine.TRUNK, rates.get(i)));
      }
      for (Torch torch : i < formats.length ? torches : List.<Torch>of()) {
        contestants.add(torch.open(measured, formats[i]));
      }
    }
    contestants.add(new NetworkContestant(measured, Engine.LAYERS, 1));
  }

  private static List<StepMeasures> alternate(
      BenchmarkCase measured, List<Contestant> contestants, double seconds) {
    contestants.forEach(contestant -> warmUp(contestant, seconds));
    List<List<StepTimes>> rounds = new ArrayList<>();
    contestants.forEach(contestant -> rounds.add(new ArrayList<>()));
    for (int round = 0; round < ROUNDS; round++) {
      for (int place = 0; place < contestants.size(); place++) {
        int i = (place + round) % contestants.size(); // whoever comes first may have an advantage
        rounds.get(i).add(contestants.get(i).run(seconds));
      }
    }
    List<StepMeasures> measures = new ArrayList<>();
    for (int i = 0; i < contestants.size(); i++) {
      Contestant contestant = contestants.get(i);
      measures.add(
          new StepMeasures(measured, contestant.engine(), contestant.rate(), rounds.get(i)));
    }
    return measures;
  }

  private static void warmUp(Contestant contestant, double seconds) {
    int steps = contestant.run(seconds).steps();
    while (steps < LEAST_WARM_UP_STEPS) {
      steps += contestant.run(seconds).steps();
    }
  }

  /** Ends the child processes. */
  @Override
  public void close() {
    torches.forEach(Torch::close);
  }
}
