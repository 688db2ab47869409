package org.sharelab.model;

import static org.sharelab.model.EfficientNetV2Stage.channels;
import static org.sharelab.model.Operation.Activation;
import static org.sharelab.model.Operation.Activation.Function.SIGMOID;
import static org.sharelab.model.Operation.Activation.Function.SILU;
import static org.sharelab.model.Operation.Add;
import static org.sharelab.model.Operation.BatchNorm;
import static org.sharelab.model.Operation.Convolution;
import static org.sharelab.model.Operation.Dense;
import static org.sharelab.model.Operation.Dropout;
import static org.sharelab.model.Operation.GlobalAveragePool;
import static org.sharelab.model.Operation.Scale;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sharelab.config.Names;
import org.sharelab.sharing.Component;

/**
 * EfficientNetV2 (Tan and Le, 2021) in the seven published sizes, for images of any size.
 *
 * <p>As in Keras, with two differences that the reusability prior's analysis has too: padding is
 * symmetric, and there is no stochastic depth. Blocks are numbered within their stage; the
 * convolutions of fused blocks are called {@code fused-expand} and {@code fused-project}, those of
 * inverted ones {@code expand}, {@code depthwise} and {@code project}. Convolutions have a bias
 * only inside squeeze-excite.
 *
 * @param headDropout probability before the classifier
 */
public record EfficientNetV2Spec(
    FeatureShape input, int classes, Variant variant, double headDropout) implements ModelSpec {

  /** A published size. */
  public enum Variant {
    B0(EfficientNetV2Stage.BASE, 1.0, 1.0, 224),
    B1(EfficientNetV2Stage.BASE, 1.0, 1.1, 240),
    B2(EfficientNetV2Stage.BASE, 1.1, 1.2, 260),
    B3(EfficientNetV2Stage.BASE, 1.2, 1.4, 300),
    S(EfficientNetV2Stage.SMALL, 1.0, 1.0, 384),
    M(EfficientNetV2Stage.MEDIUM, 1.0, 1.0, 480),
    L(EfficientNetV2Stage.LARGE, 1.0, 1.0, 480);

    private final List<EfficientNetV2Stage> stages;
    private final double widthFactor;
    private final int resolution;

    Variant(
        List<EfficientNetV2Stage> base, double widthFactor, double depthFactor, int resolution) {
      this.stages = base.stream().map(stage -> stage.scaled(widthFactor, depthFactor)).toList();
      this.widthFactor = widthFactor;
      this.resolution = resolution;
    }

    /** Side of the images it is published for, in pixels. */
    public int resolution() {
      return resolution;
    }
  }

  private static final BatchNorm NORM = new BatchNorm(1e-3, 0.1);
  private static final int TOP_CHANNELS = 1280;

  @Override
  public Architecture architecture() {
    List<EfficientNetV2Stage> stages = variant.stages;
    Architecture.Builder net = Architecture.builder("efficientnetv2-" + Names.of(variant), input);
    addNormed(net, "stem", Convolution.same(stages.get(0).in(), 3, 2, 1, false));
    net.then("stem.activation", new Activation(SILU));
    for (int i = 0; i < stages.size(); i++) {
      for (int j = 0; j < stages.get(i).repeats(); j++) {
        addBlock(net, stageName(i) + ".block" + j, stages.get(i), j == 0);
      }
    }
    int topChannels = channels(TOP_CHANNELS, variant.widthFactor);
    addNormed(net, "top", Convolution.pointwise(topChannels, false));
    net.then("top.activation", new Activation(SILU)).then("pool", new GlobalAveragePool());
    if (headDropout > 0) {
      net.then("dropout", new Dropout(headDropout));
    }
    return net.then("classifier", new Dense(classes, true)).build();
  }

  private static String stageName(int index) {
    return "stage" + (index + 1);
  }

  private static void addBlock(
      Architecture.Builder net, String block, EfficientNetV2Stage stage, boolean first) {
    String entry = net.last();
    int in = first ? stage.in() : stage.out();
    int stride = first ? stage.stride() : 1;
    switch (stage.block()) {
      case FUSED -> addFused(net, block, stage, in, stride);
      case INVERTED -> addInverted(net, block, stage, in, stride);
    }
    if (stride == 1 && in == stage.out()) {
      net.add(block + ".add", new Add(), net.last(), entry);
    }
  }

  private static void addFused(
      Architecture.Builder net, String block, EfficientNetV2Stage stage, int in, int stride) {
    String project = block + ".fused-project";
    if (stage.expansion() == 1) {
      addNormed(net, project, Convolution.same(stage.out(), 3, stride, 1, false));
      net.then(project + ".activation", new Activation(SILU));
      return;
    }
    String expand = block + ".fused-expand";
    addNormed(net, expand, Convolution.same(in * stage.expansion(), 3, stride, 1, false));
    net.then(expand + ".activation", new Activation(SILU));
    addNormed(net, project, Convolution.pointwise(stage.out(), false));
  }

  private static void addInverted(
      Architecture.Builder net, String block, EfficientNetV2Stage stage, int in, int stride) {
    int inner = in * stage.expansion();
    addNormed(net, block + ".expand", Convolution.pointwise(inner, false));
    net.then(block + ".expand.activation", new Activation(SILU));
    addNormed(net, block + ".depthwise", Convolution.same(inner, 3, stride, inner, false));
    net.then(block + ".depthwise.activation", new Activation(SILU));
    addSqueezeExcite(net, block + ".se", Math.max(1, (int) (in * stage.squeeze())));
    addNormed(net, block + ".project", Convolution.pointwise(stage.out(), false));
  }

  private static void addSqueezeExcite(Architecture.Builder net, String name, int squeezed) {
    String features = net.last();
    net.then(name + ".pool", new GlobalAveragePool())
        .then(name + ".reduce", Convolution.pointwise(squeezed, true))
        .then(name + ".activation", new Activation(SILU))
        .then(name + ".expand", Convolution.pointwise(net.shapeOf(features).channels(), true))
        .then(name + ".gate", new Activation(SIGMOID))
        .add(name + ".scale", new Scale(), features, name + ".gate");
  }

  private static void addNormed(Architecture.Builder net, String name, Convolution convolution) {
    net.then(name, convolution).then(name + ".norm", NORM);
  }

  /**
   * {@code stage<i>.} and {@code expand, depthwise, squeeze-excite, project} or {@code batch-norm}.
   */
  @Override
  public List<Component> components() {
    StagedComponents staged = new StagedComponents(architecture());
    for (int i = 0; i < variant.stages.size(); i++) {
      EfficientNetV2Stage stage = variant.stages.get(i);
      staged.add(stageName(i), stage.repeats(), parts(stage));
    }
    return staged.all();
  }

  private static Map<String, List<String>> parts(EfficientNetV2Stage stage) {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    if (stage.block() == EfficientNetV2Stage.Block.INVERTED) {
      parts.put("expand", List.of("expand"));
      parts.put("depthwise", List.of("depthwise"));
      parts.put("squeeze-excite", List.of("se.reduce", "se.expand"));
      parts.put("project", List.of("project"));
      parts.put("batch-norm", List.of("expand.norm", "depthwise.norm", "project.norm"));
    } else if (stage.expansion() == 1) {
      parts.put("project", List.of("fused-project"));
      parts.put("batch-norm", List.of("fused-project.norm"));
    } else {
      parts.put("expand", List.of("fused-expand"));
      parts.put("project", List.of("fused-project"));
      parts.put("batch-norm", List.of("fused-expand.norm", "fused-project.norm"));
    }
    return parts;
  }
}
