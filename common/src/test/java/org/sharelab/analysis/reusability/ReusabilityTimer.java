package org.sharelab.analysis.reusability;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.sharelab.analysis.reusability.ReusabilityCase.Mode;

/**
 * Times whole analyses after warm-up, by processor time of one thread, so that neighbours on the
 * machine matter less. Not a test: run its main method.
 */
final class ReusabilityTimer {
  private static final int WARM_UP = 15;
  private static final int RUNS = 21;

  private ReusabilityTimer() {}

  public static void main(String[] arguments) {
    time("efficientnetv2-b0", 224);
    time("efficientnetv2-s", 384);
    time("efficientnetv2-l", 480);
  }

  private static void time(String model, int resolution) {
    ReusabilityCase analysed = ReusabilityCase.of(model, resolution, 1000, Mode.NONE);
    double[] processor = new double[RUNS];
    double[] wall = new double[RUNS];
    for (int run = -WARM_UP; run < RUNS; run++) {
      long processorStart = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long start = System.nanoTime();
      analysed.analyse();
      if (run >= 0) {
        wall[run] = (System.nanoTime() - start) / 1e6;
        processor[run] =
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processorStart) / 1e6;
      }
    }
    Arrays.sort(processor);
    Arrays.sort(wall);
    System.out.printf(
        "%s@%d: median %.1f ms processor, %.1f ms wall (smallest %.1f and %.1f)%n",
        model, resolution, processor[RUNS / 2], wall[RUNS / 2], processor[0], wall[0]);
  }
}
