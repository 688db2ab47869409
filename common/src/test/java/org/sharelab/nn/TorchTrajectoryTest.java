package org.sharelab.nn;

import static org.sharelab.nn.TorchTraining.TRAINING;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.sharing.Component;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Topology;
import org.sharelab.sharing.Transform;

/**
 * Training follows PyTorch's step by step, whatever is shared.
 *
 * <p>{@code torch_trajectory.py} beside the losses defines network, data and optimiser.
 */
class TorchTrajectoryTest {
  private static final int SLOW_STEPS = 2;

  /** What PyTorch printed: a plan and the loss of every step. */
  private record Trajectory(Topology topology, List<Double> losses) {

    static Trajectory parse(String line) {
      String[] words = line.split(" ");
      return new Trajectory(
          TorchTraining.topology(words[0]), TorchTraining.losses(Stream.of(words).skip(1)));
    }

    @Override
    public String toString() {
      return topology.assignment().toString();
    }
  }

  static List<Arguments> trajectories() throws IOException {
    return TorchTraining.lines("torch-trajectory.txt")
        .map(Trajectory::parse)
        .flatMap(line -> Stream.of(Engine.values()).map(engine -> Arguments.of(line, engine)))
        .toList();
  }

  /**
   * Within rounding: losses of 0.03 to 2.3 nats differed by 1.6e-6 at most when this was written.
   */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("trajectories")
  void followsTorch(Trajectory torch, Engine engine) {
    int steps = engine == Engine.TRUNK ? TRAINING.epochs() : SLOW_STEPS;
    TorchTraining.assertFollows(network(torch.topology(), engine), torch.losses(), steps, 1e-5);
  }

  private static ComputationGraph network(Topology topology, Engine engine) {
    ConvMixerSpec spec = ConvMixers.settingM().spec();
    List<Component> shared = List.of(spec.component("pointwise"), spec.component("pointwise-bias"));
    ModelDesign design =
        new ModelDesign(spec.architecture(), SharingPlan.of(topology, shared), Transform.NONE);
    ComputationGraph graph = TorchTraining.network(design, engine);
    setWeights(NetworkParameters.of(graph, design.architecture()), topology);
    return graph;
  }

  private static void setWeights(NetworkParameters parameters, Topology topology) {
    TorchTraining.Numbers draw = new TorchTraining.Numbers(1);
    TorchTraining.set(parameters, "patch", draw, 4, 32, 1, 2, 2);
    for (int block = 0; block < topology.depth(); block++) {
      TorchTraining.set(parameters, "block" + block + ".depthwise", draw, 9, 32, 1, 3, 3);
    }
    for (int tensor = 0; tensor < topology.tensors(); tensor++) {
      int block = topology.positionsOf(tensor).get(0); // the others follow: they share it
      TorchTraining.set(parameters, "block" + block + ".pointwise", draw, 32, 32, 32, 1, 1);
    }
    TorchTraining.setDense(parameters, "classifier", draw, 32, TorchTraining.CLASSES);
  }
}
