package org.sharelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.sharelab.model.Architecture;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;
import org.sharelab.sharing.Slot;

/** Trunks in several threads, their memory and its end. */
class TrunkResourcesTest {
  private static final KernelChoice KERNELS = KernelChoice.ONEDNN;

  @Test
  void trunksInSeveralThreadsDoNotDisturbOneAnother()
      throws InterruptedException, ExecutionException {
    List<Architecture> trunks =
        List.of(
            TrunkContract.convMixer(32, 2, 5, 16),
            TrunkContract.convMixer(20, 3, 3, 12),
            TrunkContract.convMixer(48, 1, 7, 20));
    List<float[]> alone =
        trunks.stream().map(trunk -> TrunkContract.threeSteps(KERNELS, trunk, 4)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(trunks.size());
    try {
      List<Callable<float[]>> tasks = new ArrayList<>();
      for (int repeat = 0; repeat < 4; repeat++) {
        trunks.forEach(trunk -> tasks.add(() -> TrunkContract.threeSteps(KERNELS, trunk, 4)));
      }
      List<Future<float[]>> results = threads.invokeAll(tasks);
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).isEqualTo(alone.get(i % trunks.size()));
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aThousandTrunksLeaveNothingBehind() {
    Architecture trunk = TrunkContract.convMixer(16, 1, 3, 8);
    for (int i = 0; i < 100; i++) {
      Trunk.plan(KERNELS, trunk, 4, Mode.TRAINING, Slot::toString).close();
    }
    long counted = Pointer.totalBytes();

    for (int i = 0; i < 1000; i++) {
      Trunk.plan(KERNELS, trunk, 4, Mode.TRAINING, Slot::toString).close();
    }

    // A trunk counts about 100 kB; a thousand that leaked would be 100 MB.
    assertThat(Pointer.totalBytes() - counted).isLessThan(1 << 20);
  }

  @Test
  void memoryIsThatOfTheSavedActivationsAndTheParameters() {
    Architecture trunk = TrunkContract.convMixer(64, 8, 5, 28);
    int batch = 32;
    TrunkContract.threeSteps(KERNELS, trunk, batch);
    long peak;
    try (Trunk planned = Trunk.plan(KERNELS, trunk, batch, Mode.TRAINING, Slot::toString)) {
      TrunkContract.Fixture fixture = new TrunkContract.Fixture(trunk, batch, Slot::toString);
      var features = Arrays32.empty(batch, 64);
      planned.forward(fixture.images(), fixture, features, org.sharelab.random.Seed.of(1));
      planned.backward(features, fixture);
      peak = planned.peakNativeBytes();
    }

    // Saved for the backward pass: the output of every convolution, which activations are
    // recomputed from; of every sum, and of every pointwise part's norm, which convolutions read.
    long scalars = 0;
    for (LayerSpec layer : trunk.layers()) {
      boolean saved =
          layer.operation() instanceof Operation.Convolution
              || layer.operation() instanceof Operation.Add
              || (layer.operation() instanceof Operation.BatchNorm
                  && !layer.name().contains("depthwise"));
      scalars += saved ? layer.outputShape().size() : 0;
    }
    double bound = 1.2 * scalars * batch * Float.BYTES + 3.0 * trunk.trainableParameters() * 4;
    assertThat(peak).isLessThan((long) bound);
  }
}
