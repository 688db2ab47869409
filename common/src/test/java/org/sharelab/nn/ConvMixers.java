package org.sharelab.nn;

import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation.Activation.Function;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Component;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.SharingRule;
import org.sharelab.sharing.SharingRule.Distribution;
import org.sharelab.sharing.SharingRule.Mapping;
import org.sharelab.sharing.SharingRule.Remainder;
import org.sharelab.sharing.Transform;
import org.sharelab.store.Initialization;

/** ConvMixers for tests, with any sharing. */
record ConvMixers(ConvMixerSpec spec) {

  static ConvMixers settingM() {
    return of(new FeatureShape(1, 28, 28), 10, 32, 8, 3, 2);
  }

  /** Three channels, two blocks or more, a few pixels. */
  static ConvMixers tiny(int depth) {
    return of(new FeatureShape(2, 6, 6), 3, 3, depth, 3, 2);
  }

  static ConvMixers of(
      FeatureShape input, int classes, int width, int depth, int kernel, int patch) {
    return new ConvMixers(
        new ConvMixerSpec(
            input,
            classes,
            width,
            depth,
            kernel,
            patch,
            Function.GELU,
            ConvMixerSpec.Residual.DEPTHWISE,
            0));
  }

  ModelDesign plain() {
    return ModelDesign.unshared(spec.architecture());
  }

  ModelDesign shared(int rate, Transform transform, String... components) {
    return shared(rate, Mapping.SEQUENTIAL, transform, components);
  }

  ModelDesign shared(int rate, Mapping mapping, Transform transform, String... components) {
    var rule = new SharingRule.Rate(rate, mapping, Distribution.UNIFORM, Remainder.REJECT);
    List<Component> shared = Stream.of(components).map(spec::component).toList();
    return new ModelDesign(
        spec.architecture(),
        SharingPlan.of(rule.topology(spec.depth(), Seed.of(5)), shared),
        transform);
  }

  static NetworkOptions floatOptions() {
    return new NetworkOptions(
        DataType.FLOAT,
        Seed.of(1),
        ParameterUpdates.decoupledDecay(new Adam(0.01), 2e-5, ParameterUpdates.EVERYTHING),
        Initialization.UNIFORM_FAN_IN);
  }

  /** For gradient checks: nothing moves. */
  static NetworkOptions doubleOptions() {
    return new NetworkOptions(
        DataType.DOUBLE,
        Seed.of(1),
        ParameterUpdates.plain(new NoOp()),
        Initialization.UNIFORM_FAN_IN);
  }
}
