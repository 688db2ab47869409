package org.sharelab.kernel;

import static org.sharelab.kernel.Arrays32.empty;
import static org.sharelab.kernel.Arrays32.normal;
import static org.sharelab.kernel.Arrays32.of;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.Architecture;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Slot;

/**
 * Prints the processor time of a forward and backward pass of ConvMixer trunks: arguments are the
 * number of passes and, for each case, {@code batch,width,image,kernel[,depth]} with the image's
 * side after patches of 2 x 2. Run with {@code OMP_NUM_THREADS=1} on one core.
 */
public final class TrunkTiming {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private TrunkTiming() {}

  public static void main(String[] arguments) {
    int passes = Integer.parseInt(arguments[0]);
    for (String shape : Arrays.asList(arguments).subList(1, arguments.length)) {
      int[] sizes = Arrays.stream(shape.split(",")).mapToInt(Integer::parseInt).toArray();
      int depth = sizes.length > 4 ? sizes[4] : 8;
      time(passes, sizes[0], sizes[1], depth, sizes[2], sizes[3]);
    }
  }

  private static void time(int passes, int batch, int width, int depth, int image, int kernel) {
    Architecture trunk = TrunkContract.convMixer(width, depth, kernel, 2 * image);
    TrunkContract.Fixture fixture = new TrunkContract.Fixture(trunk, batch, Slot::toString);
    INDArray features = empty(batch, width);
    INDArray gradient = of(normal("gradient", features.length()), batch, width);
    double[] milliseconds = new double[passes];
    try (Trunk planned =
        Trunk.plan(KernelChoice.current(), trunk, batch, Mode.TRAINING, Slot::toString)) {
      for (int pass = -3; pass < passes; pass++) {
        long start = THREADS.getCurrentThreadCpuTime();
        planned.forward(fixture.images(), fixture, features, Seed.of(pass));
        planned.backward(gradient, fixture);
        if (pass >= 0) {
          milliseconds[pass] = (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
        }
      }
      Arrays.sort(milliseconds);
      System.out.printf(
          "%s batch %d width %d depth %d image %d kernel %d: median %.1f ms, min %.1f,"
              + " %.1f GFLOP/s, peak %d MiB%n",
          planned.kernels(),
          batch,
          width,
          depth,
          image,
          kernel,
          milliseconds[passes / 2],
          milliseconds[0],
          6e-6 * trunk.macs() * batch / milliseconds[passes / 2],
          planned.peakNativeBytes() >> 20);
    }
  }
}
