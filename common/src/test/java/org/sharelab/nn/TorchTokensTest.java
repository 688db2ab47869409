package org.sharelab.nn;

import static org.sharelab.nn.TorchTraining.CLASSES;
import static org.sharelab.nn.TorchTraining.SIDE;
import static org.sharelab.nn.TorchTraining.TRAINING;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sharelab.model.DeitSpec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.MlpSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.ModelSpec;
import org.sharelab.model.Operation.Activation.Function;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.sharing.Component;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Topology;
import org.sharelab.sharing.Transform;

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
          TorchTraining.topology(words[1]),
          TorchTraining.losses(Stream.of(words).skip(2)));
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
    return TorchTraining.lines("torch-tokens.txt").map(Trajectory::parse).toList();
  }

  /**
   * Within rounding, which steps that a DeiT overshoots in magnify: losses of 0.08 to 2.4 nats
   * differed by 2e-5 at most when this was written.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("trajectories")
  void followsTorch(Trajectory torch) {
    TorchTraining.assertFollows(network(torch), torch.losses, TRAINING.epochs(), 1e-4);
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
    ComputationGraph graph = TorchTraining.network(design, Engine.TRUNK);
    NetworkParameters parameters = NetworkParameters.of(graph, design.architecture());
    TorchTraining.Numbers draw = new TorchTraining.Numbers(1);
    if (torch.isDeit()) {
      setDeit(parameters, draw, torch.topology);
    } else {
      setPerceptron(parameters, draw, torch.topology);
    }
    TorchTraining.setDense(
        parameters, "classifier", draw, torch.isDeit() ? WIDTH : HIDDEN, CLASSES);
    return graph;
  }

  private static void setDeit(
      NetworkParameters parameters, TorchTraining.Numbers draw, Topology topology) {
    TorchTraining.set(parameters, "patch", draw, PATCH * PATCH, WIDTH, 1, PATCH, PATCH);
    parameters.set(new Slot("class-token", "W"), draw.array(WIDTH, WIDTH));
    parameters.set(new Slot("position", "W"), draw.array(WIDTH, WIDTH, TOKENS));
    for (int tensor = 0; tensor < topology.tensors(); tensor++) {
      // the others follow: they share it
      String block = "block" + topology.positionsOf(tensor).get(0);
      TorchTraining.set(parameters, block + ".qkv", draw, WIDTH, 3 * WIDTH, WIDTH, 1, 1);
      TorchTraining.set(parameters, block + ".proj", draw, WIDTH, WIDTH, WIDTH, 1, 1);
      TorchTraining.set(parameters, block + ".fc1", draw, WIDTH, RATIO * WIDTH, WIDTH, 1, 1);
      TorchTraining.set(
          parameters, block + ".fc2", draw, RATIO * WIDTH, WIDTH, RATIO * WIDTH, 1, 1);
    }
  }

  private static void setPerceptron(
      NetworkParameters parameters, TorchTraining.Numbers draw, Topology topology) {
    TorchTraining.setDense(parameters, "block0.dense", draw, SIDE * SIDE, HIDDEN);
    for (int tensor = 0; tensor < topology.tensors(); tensor++) {
      int layer = topology.positionsOf(tensor).get(0) + 1;
      TorchTraining.setDense(parameters, "block" + layer + ".dense", draw, HIDDEN, HIDDEN);
    }
  }
}
