package org.sharelab.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sharelab.analysis.reusability.ReusabilityCase;
import org.sharelab.analysis.reusability.ReusabilityResult;

/** A whole analysis by the reusability prior. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReusabilityBenchmark {
  private static final int CLASSES = 1000;

  /** A short name, and the side of its images. */
  @Param({"efficientnetv2-b0@224", "efficientnetv2-s@384", "efficientnetv2-l@480"})
  public String model;

  private ReusabilityCase analysed;

  @Setup
  public void read() {
    String[] parts = model.split("@");
    analysed =
        ReusabilityCase.of(
            parts[0], Integer.parseInt(parts[1]), CLASSES, ReusabilityCase.Mode.NONE);
  }

  @Benchmark
  public ReusabilityResult analyse() {
    return analysed.analyse();
  }
}
