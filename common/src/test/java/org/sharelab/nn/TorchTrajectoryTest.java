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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.config.ExperimentFile;
import org.sharelab.data.Normalization;
import org.sharelab.data.TrainingBatches;
import org.sharelab.data.image.ImageSet;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.ModelDesign;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Component;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Topology;
import org.sharelab.sharing.Transform;
import org.sharelab.store.Initialization;
import org.sharelab.train.StopSignal;
import org.sharelab.train.Trainer;
import org.sharelab.train.TrainingSpec;
import org.sharelab.train.Updates;

/**
 * Training follows PyTorch's step by step, whatever is shared.
 *
 * <p>{@code torch_trajectory.py} beside the losses defines network, data and optimiser.
 */
class TorchTrajectoryTest {
  private static final int IMAGES = 48;
  private static final int SIDE = 28;
  private static final int CLASSES = 10;
  private static final int SLOW_STEPS = 2;

  private static final TrainingSpec TRAINING =
      TrainingSpec.read(
          ExperimentFile.parse(
                  """
                  epochs = 24, batch-size = 48, gradient-clip = 1.0
                  optimizer { name = adamw, learning-rate = 0.01, weight-decay = 2e-5, decay = all, epsilon = 1e-14 }
                  schedule { name = one-cycle, peak-at = 0.4, low-at = 0.8, low = 0.05 }
                  """)
              .open());

  /** What PyTorch printed: a plan and the loss of every step. */
  private record Trajectory(Topology topology, List<Double> losses) {

    static Trajectory parse(String line) {
      String[] words = line.split(" ");
      return new Trajectory(
          new Topology(words[0].chars().mapToObj(digit -> digit - '0').toList()),
          Stream.of(words).skip(1).map(Double::valueOf).toList());
    }

    @Override
    public String toString() {
      return topology.assignment().toString();
    }
  }

  static List<Arguments> trajectories() throws IOException {
    try (InputStream file = TorchTrajectoryTest.class.getResourceAsStream("torch-trajectory.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Trajectory::parse)
          .flatMap(line -> Stream.of(Engine.values()).map(engine -> Arguments.of(line, engine)))
          .toList();
    }
  }

  /**
   * Within rounding: losses of 0.03 to 2.3 nats differed by 1.6e-6 at most when this was written.
   */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("trajectories")
  void followsTorch(Trajectory torch, Engine engine) {
    ComputationGraph graph = network(torch.topology(), engine);
    try {
      Trainer trainer = new Trainer(graph, batches(), TRAINING);
      int steps = engine == Engine.TRUNK ? TRAINING.epochs() : SLOW_STEPS;
      for (int step = 0; step < steps; step++) {
        double loss = trainer.epoch(step, StopSignal.never()).loss();
        assertThat(loss).as("step %d", step).isCloseTo(torch.losses.get(step), within(1e-5));
      }
    } finally {
      NativeResources.close(graph);
    }
  }

  private static ComputationGraph network(Topology topology, Engine engine) {
    ConvMixerSpec spec = ConvMixers.settingM().spec();
    List<Component> shared = List.of(spec.component("pointwise"), spec.component("pointwise-bias"));
    ModelDesign design =
        new ModelDesign(spec.architecture(), SharingPlan.of(topology, shared), Transform.NONE);
    ComputationGraph graph =
        NetworkBuilder.build(
            design,
            new NetworkOptions(
                DataType.FLOAT,
                Seed.of(1),
                Updates.of(TRAINING, TRAINING.epochs()),
                Initialization.UNIFORM_FAN_IN,
                engine));
    setWeights(NetworkParameters.of(graph, design.architecture()), topology);
    return graph;
  }

  private static void setWeights(NetworkParameters parameters, Topology topology) {
    Numbers draw = new Numbers(1);
    set(parameters, "patch", draw, 4, 32, 1, 2, 2);
    for (int block = 0; block < topology.depth(); block++) {
      set(parameters, "block" + block + ".depthwise", draw, 9, 32, 1, 3, 3);
    }
    for (int tensor = 0; tensor < topology.tensors(); tensor++) {
      int block = topology.positionsOf(tensor).get(0); // the others follow: they share it
      set(parameters, "block" + block + ".pointwise", draw, 32, 32, 32, 1, 1);
    }
    parameters.set(new Slot("classifier", "W"), draw.array(32, CLASSES, 32).transpose());
    parameters.set(new Slot("classifier", "b"), draw.array(32, CLASSES));
  }

  private static void set(
      NetworkParameters parameters, String layer, Numbers draw, int fanIn, long... shape) {
    parameters.set(new Slot(layer, "W"), draw.array(fanIn, shape));
    parameters.set(new Slot(layer, "b"), draw.array(fanIn, shape[0]));
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

  /** Numbers 0..1 from the linear congruential generator of the PyTorch program. */
  private static final class Numbers {
    private long state;

    Numbers(long state) {
      this.state = state;
    }

    double next() {
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
