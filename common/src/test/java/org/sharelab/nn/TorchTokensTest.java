package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.sharelab.nn.TorchTraining.CLASSES;
import static org.sharelab.nn.TorchTraining.SIDE;
import static org.sharelab.nn.TorchTraining.TRAINING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.sharelab.model.DeitSpec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.MlpSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.ModelSpec;
import org.sharelab.model.Operation.Activation.Function;
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
import org.sharelab.train.Updates;

/**
 * DeiT and perceptron follow PyTorch's training step by step, whatever is shared.
 *
 * <p>{@code torch_tokens.py} beside the losses defines the networks.
 */
class TorchTokensTest {
  private static final FeatureShape IMAGE = new FeatureShape(1, SIDE, SIDE);
  private static final int WIDTH = 32;
  private static final int HEADS = 2;
  private static final int RATIO = 2;
  private static final int PATCH = 7;
  private static final int TOKENS = (SIDE / PATCH) * (SIDE / PATCH) + 1;
  private static final int HIDDEN = 24;

  /** What PyTorch printed: a model, a plan and the loss of every step. */
  private record Trajectory(String model, Topology topology, List<Double> losses) {

    static Trajectory parse(String line) {
      String[] words = line.split(" ");
      return new Trajectory(
          words[0],
          new Topology(words[1].chars().mapToObj(digit -> digit - '0').toList()),
          Stream.of(words).skip(2).map(Double::valueOf).toList());
    }

    @Override
    public String toString() {
      return model + " " + topology.assignment();
    }

    boolean isDeit() {
      return model.equals("deit");
    }

    ModelSpec spec() {
      int depth = topology.depth();
      return isDeit()
          ? new DeitSpec(IMAGE, CLASSES, WIDTH, depth, HEADS, RATIO, PATCH)
          : new MlpSpec(IMAGE, CLASSES, HIDDEN, depth + 1, Function.RELU, true);
    }
  }

  static List<Trajectory> trajectories() throws IOException {
    try (InputStream file = TorchTokensTest.class.getResourceAsStream("torch-tokens.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Trajectory::parse)
          .toList();
    }
  }

  /**
   * Within rounding, which steps that a DeiT overshoots in magnify: losses of 0.08 to 2.4 nats
   * differed by 2e-5 at most when this was written.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("trajectories")
  void followsTorch(Trajectory torch) {
    ComputationGraph graph = network(torch);
    try {
      Trainer trainer = new Trainer(graph, TorchTraining.batches(), TRAINING);
      for (int step = 0; step < TRAINING.epochs(); step++) {
        double loss = trainer.epoch(step, StopSignal.never()).loss();
        assertThat(loss).as("step %d", step).isCloseTo(torch.losses.get(step), within(1e-4));
      }
    } finally {
      NativeResources.close(graph);
    }
  }

  private static ComputationGraph network(Trajectory torch) {
    ModelSpec spec = torch.spec();
    List<Component> shared =
        spec.components().stream()
            .filter(component -> !component.name().equals(DeitSpec.LAYER_NORM))
            .toList();
    ModelDesign design =
        new ModelDesign(
            spec.architecture(), SharingPlan.of(torch.topology, shared), Transform.NONE);
    ComputationGraph graph =
        NetworkBuilder.build(
            design,
            new NetworkOptions(
                DataType.FLOAT,
                Seed.of(1),
                Updates.of(TRAINING, TRAINING.epochs()),
                Initialization.UNIFORM_FAN_IN,
                Engine.TRUNK));
    NetworkParameters parameters = NetworkParameters.of(graph, design.architecture());
    TorchTraining.Numbers draw = new TorchTraining.Numbers(1);
    if (torch.isDeit()) {
      setDeit(parameters, draw, torch.topology);
    } else {
      setPerceptron(parameters, draw, torch.topology);
    }
    setDense(parameters, "classifier", draw, torch.isDeit() ? WIDTH : HIDDEN, CLASSES);
    return graph;
  }

  private static void setDeit(
      NetworkParameters parameters, TorchTraining.Numbers draw, Topology topology) {
    set(parameters, "patch", draw, PATCH * PATCH, WIDTH, 1, PATCH, PATCH);
    parameters.set(new Slot("class-token", "W"), draw.array(WIDTH, WIDTH));
    parameters.set(new Slot("position", "W"), draw.array(WIDTH, WIDTH, TOKENS));
    for (int tensor = 0; tensor < topology.tensors(); tensor++) {
      // the others follow: they share it
      String block = "block" + topology.positionsOf(tensor).get(0);
      set(parameters, block + ".qkv", draw, WIDTH, 3 * WIDTH, WIDTH, 1, 1);
      set(parameters, block + ".proj", draw, WIDTH, WIDTH, WIDTH, 1, 1);
      set(parameters, block + ".fc1", draw, WIDTH, RATIO * WIDTH, WIDTH, 1, 1);
      set(parameters, block + ".fc2", draw, RATIO * WIDTH, WIDTH, RATIO * WIDTH, 1, 1);
    }
  }

  private static void setPerceptron(
      NetworkParameters parameters, TorchTraining.Numbers draw, Topology topology) {
    setDense(parameters, "block0.dense", draw, SIDE * SIDE, HIDDEN);
    for (int tensor = 0; tensor < topology.tensors(); tensor++) {
      int layer = topology.positionsOf(tensor).get(0) + 1;
      setDense(parameters, "block" + layer + ".dense", draw, HIDDEN, HIDDEN);
    }
  }

  private static void set(
      NetworkParameters parameters,
      String layer,
      TorchTraining.Numbers draw,
      int fanIn,
      long... shape) {
    parameters.set(new Slot(layer, "W"), draw.array(fanIn, shape));
    parameters.set(new Slot(layer, "b"), draw.array(fanIn, shape[0]));
  }

  /** PyTorch's weights of dense layers are [out, in]. */
  private static void setDense(
      NetworkParameters parameters, String layer, TorchTraining.Numbers draw, int in, int out) {
    parameters.set(new Slot(layer, "W"), draw.array(in, out, in).transpose());
    parameters.set(new Slot(layer, "b"), draw.array(in, out));
  }
}
