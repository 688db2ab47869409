package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.config.ExperimentFile;
import org.sharelab.data.Normalization;
import org.sharelab.data.TrainingBatches;
import org.sharelab.data.image.ImageSet;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.ModelDesign;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Topology;
import org.sharelab.store.Initialization;
import org.sharelab.train.StopSignal;
import org.sharelab.train.Trainer;
import org.sharelab.train.TrainingSpec;
import org.sharelab.train.Updates;

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

  /** The lines of losses in a file beside the programs. */
  static Stream<String> lines(String file) throws IOException {
    try (InputStream content = TorchTraining.class.getResourceAsStream(file)) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"));
    }
  }

  /** A plan as the programs write it: a digit for the tensor of each block. */
  static Topology topology(String digits) {
    return new Topology(digits.chars().mapToObj(digit -> digit - '0').toList());
  }

  static List<Double> losses(Stream<String> words) {
    return words.map(Double::valueOf).toList();
  }

  static ComputationGraph network(ModelDesign design, Engine engine) {
    return NetworkBuilder.build(
        design,
        new NetworkOptions(
            DataType.FLOAT,
            Seed.of(1),
            Updates.of(TRAINING, TRAINING.epochs()),
            Initialization.UNIFORM_FAN_IN,
            engine));
  }

  /** Sets a weight and its bias to the next numbers. */
  static void set(
      NetworkParameters parameters, String layer, Numbers draw, int fanIn, long... shape) {
    parameters.set(new Slot(layer, "W"), draw.array(fanIn, shape));
    parameters.set(new Slot(layer, "b"), draw.array(fanIn, shape[0]));
  }

  /** The same for a dense layer, whose weights are [out, in] in PyTorch. */
  static void setDense(NetworkParameters parameters, String layer, Numbers draw, int in, int out) {
    parameters.set(new Slot(layer, "W"), draw.array(in, out, in).transpose());
    parameters.set(new Slot(layer, "b"), draw.array(in, out));
  }

  /** Trains as far as that, and closes the graph. */
  static void assertFollows(
      ComputationGraph graph, List<Double> losses, int steps, double tolerance) {
    try {
      Trainer trainer = new Trainer(graph, batches(), TRAINING);
      for (int step = 0; step < steps; step++) {
        double loss = trainer.epoch(step, StopSignal.never()).loss();
        assertThat(loss).as("step %d", step).isCloseTo(losses.get(step), within(tolerance));
      }
    } finally {
      NativeResources.close(graph);
    }
  }

  private static TrainingBatches batches() {
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
