package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation.Activation.Function;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.random.Seed;
import org.sharelab.store.Initialization;

/**
 * Trials that follow one another in one process leave no native memory behind: {@code
 * -Dtrials=1000} for more of them.
 */
class NativeResourcesTest {
  private static final int TRIALS = Integer.getInteger("trials", 20);
  private static final int BATCH = 16;
  private static final long MIB = 1 << 20;

  private final INDArray images = Nd4j.rand(DataType.FLOAT, BATCH, 3, 16, 16);
  private final INDArray labels = Nd4j.zeros(DataType.FLOAT, BATCH, 4);

  /**
   * Two steps of training, and an evaluation with another batch size, which makes a second plan.
   */
  private long trial() {
    ConvMixerSpec spec =
        new ConvMixerSpec(
            new FeatureShape(3, 16, 16),
            4,
            16,
            4,
            3,
            2,
            Function.GELU,
            ConvMixerSpec.Residual.DEPTHWISE,
            0);
    NetworkOptions options =
        new NetworkOptions(
            DataType.FLOAT,
            Seed.of(1),
            ParameterUpdates.plain(new Adam(0.01)),
            Initialization.UNIFORM_FAN_IN,
            Engine.TRUNK);
    ComputationGraph graph =
        NetworkBuilder.build(ModelDesign.unshared(spec.architecture()), options);
    for (int step = 0; step < 2; step++) {
      graph.fit(new INDArray[] {images}, new INDArray[] {labels});
    }
    graph.output(false, images)[0].close();
    long peak = NativeResources.peakBytes(graph);
    NativeResources.close(graph);
    return peak;
  }

  @Test
  void manyTrialsLeaveNoNativeMemory() {
    labels.getColumn(0).assign(1);
    long each = 0;
    for (int i = 0; i < 6; i++) {
      each = trial();
    }
    // What follows would not notice trials that take nothing.
    assertThat(each).isGreaterThan(MIB);
    System.gc();
    long counted = Pointer.totalBytes();
    long outsideTheHeap = outsideTheHeap();

    for (int i = 0; i < TRIALS; i++) {
      assertThat(trial()).as("peak of each trial by itself").isEqualTo(each);
    }
    System.gc();

    assertThat(Pointer.totalBytes() - counted).isLessThan(2 * each);
    // Resident memory is noisy: this says something of many trials only.
    assertThat(outsideTheHeap() - outsideTheHeap)
        .isLessThan(Math.max(TRIALS * each / 2, 128 * MIB));
  }

  private static long outsideTheHeap() {
    return Pointer.physicalBytes()
        - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }
}
