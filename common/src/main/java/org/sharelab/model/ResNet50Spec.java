package org.sharelab.model;

import static org.sharelab.model.Operation.Activation;
import static org.sharelab.model.Operation.Activation.Function.RELU;
import static org.sharelab.model.Operation.Add;
import static org.sharelab.model.Operation.BatchNorm;
import static org.sharelab.model.Operation.Convolution;
import static org.sharelab.model.Operation.Dense;
import static org.sharelab.model.Operation.GlobalAveragePool;
import static org.sharelab.model.Operation.Pool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sharelab.sharing.Component;

/**
 * ResNet-50 (He et al., 2016) for images of any size, with symmetric padding and without biases in
 * its convolutions.
 *
 * <p>A 7 x 7 convolution of stride 2, max pooling, four stages of 3, 4, 6 and 3 bottleneck blocks
 * (1 x 1, 3 x 3, 1 x 1, each with batch norm), global average pooling, linear classifier.
 *
 * @param width channels of the stem and of the first bottleneck, 64 in the paper
 * @param downsampling which convolution of a stage's first block has stride 2
 */
public record ResNet50Spec(FeatureShape input, int classes, int width, Downsampling downsampling)
    implements ModelSpec {

  /** Where a stage halves the resolution. */
  public enum Downsampling {
    /** In the first 1 x 1 convolution: the paper, Keras and the reusability prior. */
    POINTWISE,
    /** In the 3 x 3 convolution: torchvision, "version 1.5". */
    SPATIAL
  }

  private static final List<Integer> BLOCKS = List.of(3, 4, 6, 3);
  private static final int EXPANSION = 4;

  @Override
  public Architecture architecture() {
    Architecture.Builder net = Architecture.builder("resnet50", input);
    addNormed(net, "stem", new Convolution(width, 7, 2, 3, 3, 1, false));
    net.then("stem.activation", new Activation(RELU)).then("stem.pool", new Pool(true, 3, 2, 1));
    for (int stage = 1; stage <= BLOCKS.size(); stage++) {
      for (int i = 0; i < BLOCKS.get(stage - 1); i++) {
        addBlock(
            net,
            "stage" + stage + ".block" + i,
            width << (stage - 1),
            i == 0 && stage > 1 ? 2 : 1,
            i == 0);
      }
    }
    return net.then("pool", new GlobalAveragePool())
        .then("classifier", new Dense(classes, true))
        .build();
  }

  private void addBlock(
      Architecture.Builder net, String block, int channels, int stride, boolean projected) {
    String entry = net.last();
    boolean early = downsampling == Downsampling.POINTWISE;
    addNormed(net, block + ".conv1", pointwise(channels, early ? stride : 1));
    net.then(block + ".conv1.activation", new Activation(RELU));
    addNormed(net, block + ".conv2", Convolution.same(channels, 3, early ? 1 : stride, 1, false));
    net.then(block + ".conv2.activation", new Activation(RELU));
    addNormed(net, block + ".conv3", pointwise(channels * EXPANSION, 1));
    String main = net.last();
    String shortcut = entry;
    if (projected) {
      shortcut = block + ".shortcut.norm";
      net.add(block + ".shortcut", pointwise(channels * EXPANSION, stride), entry)
          .then(shortcut, BatchNorm.STANDARD);
    }
    net.add(block + ".add", new Add(), main, shortcut)
        .then(block + ".activation", new Activation(RELU));
  }

  private static Convolution pointwise(int channels, int stride) {
    return new Convolution(channels, 1, stride, 0, 0, 1, false);
  }

  private static void addNormed(Architecture.Builder net, String name, Convolution convolution) {
    net.then(name, convolution).then(name + ".norm", BatchNorm.STANDARD);
  }

  @Override
  public List<Component> components() {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    parts.put("conv1", List.of("conv1"));
    parts.put("conv2", List.of("conv2"));
    parts.put("conv3", List.of("conv3"));
    parts.put("batch-norm", List.of("conv1.norm", "conv2.norm", "conv3.norm"));
    StagedComponents staged = new StagedComponents(architecture());
    for (int stage = 1; stage <= BLOCKS.size(); stage++) {
      staged.add("stage" + stage, BLOCKS.get(stage - 1), parts);
    }
    return staged.all();
  }
}
