package org.sharelab.model;

import static org.sharelab.model.Operation.Activation;
import static org.sharelab.model.Operation.Activation.Function.RELU;
import static org.sharelab.model.Operation.Add;
import static org.sharelab.model.Operation.BatchNorm;
import static org.sharelab.model.Operation.Convolution;
import static org.sharelab.model.Operation.Dense;
import static org.sharelab.model.Operation.Dropout;
import static org.sharelab.model.Operation.GlobalAveragePool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sharelab.check.Checks;
import org.sharelab.sharing.Component;

/**
 * WRN-depth-width, the wide residual network for small images (Zagoruyko and Komodakis, 2016).
 *
 * <p>A 3 x 3 convolution to 16 channels, three stages of (depth - 4) / 6 blocks with 16, 32 and 64
 * times width channels, then batch norm, ReLU, global average pooling and a linear classifier. A
 * block is batch norm, ReLU, convolution, twice; where it changes channels or resolution its
 * shortcut is a 1 x 1 convolution of the first ReLU's output. Only the classifier has a bias.
 *
 * @param depth convolutions along the longest path, plus the shortcuts: 6 n + 4
 * @param width the widening factor k
 * @param blockDropout probability between the two convolutions of a block
 */
public record WideResNetSpec(
    FeatureShape input, int classes, int depth, int width, double blockDropout)
    implements ModelSpec {
  private static final int STAGES = 3;

  public WideResNetSpec {
    Checks.valid(
        depth >= 10 && (depth - 4) % 6 == 0,
        "Invalid model.depth: %d (6 n + 4, such as 16, 22, 28, 40)",
        depth);
  }

  private int blocksPerStage() {
    return (depth - 4) / 6;
  }

  @Override
  public Architecture architecture() {
    Architecture.Builder net =
        Architecture.builder("wrn-%d-%d".formatted(depth, width), input)
            .then("stem", Convolution.same(16, 3, 1, 1, false));
    for (int stage = 1; stage <= STAGES; stage++) {
      int channels = (16 << (stage - 1)) * width;
      for (int i = 0; i < blocksPerStage(); i++) {
        addBlock(net, blockName(stage, i), channels, stage > 1 && i == 0 ? 2 : 1);
      }
    }
    return net.then("norm", BatchNorm.STANDARD)
        .then("activation", new Activation(RELU))
        .then("pool", new GlobalAveragePool())
        .then("classifier", new Dense(classes, true))
        .build();
  }

  private static String blockName(int stage, int block) {
    return "stage" + stage + ".block" + block;
  }

  private void addBlock(Architecture.Builder net, String block, int channels, int stride) {
    String entry = net.last();
    boolean projected = stride != 1 || net.shapeOf(entry).channels() != channels;
    net.then(block + ".norm1", BatchNorm.STANDARD)
        .then(block + ".activation1", new Activation(RELU))
        .then(block + ".conv1", Convolution.same(channels, 3, stride, 1, false))
        .then(block + ".norm2", BatchNorm.STANDARD)
        .then(block + ".activation2", new Activation(RELU));
    if (blockDropout > 0) {
      net.then(block + ".dropout", new Dropout(blockDropout));
    }
    net.then(block + ".conv2", Convolution.same(channels, 3, 1, 1, false));
    String shortcut = entry;
    if (projected) {
      shortcut = block + ".shortcut";
      net.add(
          shortcut, new Convolution(channels, 1, stride, 0, 0, 1, false), block + ".activation1");
    }
    net.add(block + ".add", new Add(), block + ".conv2", shortcut);
  }

  @Override
  public List<Component> components() {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    parts.put("conv1", List.of("conv1"));
    parts.put("conv2", List.of("conv2"));
    parts.put("batch-norm", List.of("norm1", "norm2"));
    StagedComponents staged = new StagedComponents(architecture());
    for (int stage = 1; stage <= STAGES; stage++) {
      staged.add("stage" + stage, blocksPerStage(), parts);
    }
    return staged.all();
  }
}
