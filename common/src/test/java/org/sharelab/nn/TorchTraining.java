package org.sharelab.nn;

import java.util.List;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.config.ExperimentFile;
import org.sharelab.data.Normalization;
import org.sharelab.data.TrainingBatches;
import org.sharelab.data.image.ImageSet;
import org.sharelab.model.FeatureShape;
import org.sharelab.random.Seed;
import org.sharelab.train.TrainingSpec;

/** Data, optimiser and initial numbers of the PyTorch programs in the test resources. */
final class TorchTraining {
  static final int SIDE = 28;
  static final int CLASSES = 10;
  private static final int IMAGES = 48;

  static final TrainingSpec TRAINING =
      TrainingSpec.read(
          ExperimentFile.parse(
                  """
                  epochs = 24, batch-size = 48, gradient-clip = 1.0
                  optimizer { name = adamw, learning-rate = 0.01, weight-decay = 2e-5, decay = all, epsilon = 1e-14 }
                  schedule { name = one-cycle, peak-at = 0.4, low-at = 0.8, low = 0.05 }
                  """)
              .open());

  private TorchTraining() {}

  static TrainingBatches batches() {
    Numbers noise = new Numbers(7);
    byte[] pixels = new byte[IMAGES * SIDE * SIDE];
    int[] labels = new int[IMAGES];
    for (int i = 0, cell = 0; i < IMAGES; i++) {
      labels[i] = i % 5 == 0 ? i * 7 % CLASSES : i % CLASSES;
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          boolean bright = ((x + 3 * (i % CLASSES)) / 7 + y / 7) % 2 == 0;
          pixels[cell++] = (byte) ((int) (128 * noise.next()) + (bright ? 96 : 0));
        }
      }
    }
    return new TrainingBatches(
        new ImageSet("stripes", new FeatureShape(1, SIDE, SIDE), CLASSES, pixels, labels),
        Normalization.grey(0.4, 0.25),
        List.of(),
        IMAGES,
        TrainingBatches.LastBatch.DROP,
        Seed.of(1));
  }

  /** Numbers 0..1 from the linear congruential generator of the PyTorch programs. */
  static final class Numbers {
    private long state;

    Numbers(long state) {
      this.state = state;
    }

    private double next() {
      state = (state * 1664525 + 1013904223) % (1L << 32);
      return state / 0x1p32;
    }

    INDArray array(int fanIn, long... shape) {
      double bound = 1 / Math.sqrt(fanIn);
      float[] values = new float[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((2 * next() - 1) * bound);
      }
      return Nd4j.createFromArray(values).reshape(shape);
    }
  }
}
