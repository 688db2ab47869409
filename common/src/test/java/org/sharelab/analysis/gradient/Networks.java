package org.sharelab.analysis.gradient;

import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation.Activation.Function;
import org.sharelab.nn.NetworkBuilder;
import org.sharelab.nn.NetworkOptions;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.nn.ParameterUpdates;
import org.sharelab.random.Seed;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Topology;
import org.sharelab.sharing.Transform;
import org.sharelab.store.Initialization;

/** Small networks for these tests. */
final class Networks {
  private Networks() {}

  static ConvMixerSpec convMixer(FeatureShape input, int classes, int depth, double dropout) {
    return new ConvMixerSpec(
        input, classes, 3, depth, 3, 2, Function.GELU, ConvMixerSpec.Residual.DEPTHWISE, dropout);
  }

  /** All positions of the components share one tensor. */
  static ModelDesign shared(ConvMixerSpec spec, Transform transform, String... components) {
    Topology topology =
        new Topology(IntStream.range(0, spec.depth()).mapToObj(position -> 0).toList());
    return new ModelDesign(
        spec.architecture(),
        SharingPlan.of(topology, List.of(components).stream().map(spec::component).toList()),
        transform);
  }

  static ComputationGraph build(ModelDesign design, DataType type) {
    return build(design, type, Engine.LAYERS);
  }

  static ComputationGraph build(ModelDesign design, DataType type, Engine engine) {
    return NetworkBuilder.build(
        design,
        new NetworkOptions(
            type,
            Seed.of(1),
            ParameterUpdates.plain(new Sgd(0.1)),
            Initialization.UNIFORM_FAN_IN,
            engine));
  }
}
