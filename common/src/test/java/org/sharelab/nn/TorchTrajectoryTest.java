package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.sharelab.nn.TorchTraining.TRAINING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.sharelab.model.ConvMixerSpec;
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
import org.sharelab.train.Updates;

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
      Trainer trainer = new Trainer(graph, TorchTraining.batches(), TRAINING);
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
    TorchTraining.Numbers draw = new TorchTraining.Numbers(1);
    set(parameters, "patch", draw, 4, 32, 1, 2, 2);
    for (int block = 0; block < topology.depth(); block++) {
      set(parameters, "block" + block + ".depthwise", draw, 9, 32, 1, 3, 3);
    }
    for (int tensor = 0; tensor < topology.tensors(); tensor++) {
      int block = topology.positionsOf(tensor).get(0); // the others follow: they share it
      set(parameters, "block" + block + ".pointwise", draw, 32, 32, 32, 1, 1);
    }
    parameters.set(
        new Slot("classifier", "W"), draw.array(32, TorchTraining.CLASSES, 32).transpose());
    parameters.set(new Slot("classifier", "b"), draw.array(32, TorchTraining.CLASSES));
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
}
