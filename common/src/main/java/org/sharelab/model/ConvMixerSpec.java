package org.sharelab.model;

import static org.sharelab.model.Operation.Activation;
import static org.sharelab.model.Operation.Add;
import static org.sharelab.model.Operation.BatchNorm;
import static org.sharelab.model.Operation.Convolution;
import static org.sharelab.model.Operation.Dense;
import static org.sharelab.model.Operation.Dropout;
import static org.sharelab.model.Operation.GlobalAveragePool;

import java.util.ArrayList;
import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.sharing.Component;
import org.sharelab.sharing.Slot;

/**
 * ConvMixer-width/depth (Trockman and Kolter, "Patches Are All You Need?", 2022).
 *
 * <p>Patch embedding, then depth blocks of a residual depthwise and a pointwise convolution, each
 * followed by activation and batch norm, then global average pooling and a linear classifier. All
 * convolutions have a bias.
 *
 * <p>SPIN's released code differs from the original in three places, which are options here: a
 * residual around the pointwise part too ({@link Residual#BOTH}), ReLU, and dropout before the
 * classifier (methods of SPIN, ECCV 2022, released configuration).
 *
 * @param width channels, D
 * @param depth blocks, L
 * @param kernelSize of the depthwise convolution, K
 * @param patchSize side of a patch, P; must divide the image's height and width
 * @param headDropout probability before the classifier
 */
public record ConvMixerSpec(
    FeatureShape input,
    int classes,
    int width,
    int depth,
    int kernelSize,
    int patchSize,
    Activation.Function activation,
    Residual residual,
    double headDropout)
    implements ModelSpec {

  /** Which parts of a block are residual. */
  public enum Residual {
    /** The depthwise part, as in the original. */
    DEPTHWISE,
    /** Both parts, as in SPIN's code. */
    BOTH
  }

  /** Names of the components, as experiment files spell them. */
  public static final String POINTWISE = "pointwise";

  public static final String POINTWISE_BIAS = "pointwise-bias";
  public static final String DEPTHWISE = "depthwise";
  public static final String DEPTHWISE_BIAS = "depthwise-bias";
  public static final String BATCH_NORM = "batch-norm";

  public ConvMixerSpec {
    Checks.valid(
        input.height() % patchSize == 0 && input.width() % patchSize == 0,
        "Invalid model.patch-size: %d (a divisor of the image size, %dx%d)",
        patchSize,
        input.height(),
        input.width());
  }

  @Override
  public Architecture architecture() {
    Architecture.Builder net =
        Architecture.builder("convmixer", input)
            .then("patch", Convolution.patches(width, patchSize, true))
            .then("patch.activation", new Activation(activation))
            .then("patch.norm", BatchNorm.STANDARD);
    for (int i = 0; i < depth; i++) {
      addBlock(net, "block" + i);
    }
    net.then("pool", new GlobalAveragePool());
    if (headDropout > 0) {
      net.then("dropout", new Dropout(headDropout));
    }
    return net.then("classifier", new Dense(classes, true)).build();
  }

  private void addBlock(Architecture.Builder net, String block) {
    String entry = net.last();
    addPart(net, block + ".depthwise", Convolution.same(width, kernelSize, 1, width, true));
    net.add(block + ".depthwise.add", new Add(), net.last(), entry);
    String middle = net.last();
    addPart(net, block + ".pointwise", Convolution.pointwise(width, true));
    if (residual == Residual.BOTH) {
      net.add(block + ".pointwise.add", new Add(), net.last(), middle);
    }
  }

  private void addPart(Architecture.Builder net, String part, Convolution convolution) {
    net.then(part, convolution)
        .then(part + ".activation", new Activation(activation))
        .then(part + ".norm", BatchNorm.STANDARD);
  }

  @Override
  public List<Component> components() {
    return List.of(
        component(POINTWISE, slot("pointwise", "W")),
        component(POINTWISE_BIAS, slot("pointwise", "b")),
        component(DEPTHWISE, slot("depthwise", "W")),
        component(DEPTHWISE_BIAS, slot("depthwise", "b")),
        component(
            BATCH_NORM,
            slot("depthwise.norm", "gamma"),
            slot("depthwise.norm", "beta"),
            slot("depthwise.norm", "mean"),
            slot("depthwise.norm", "var"),
            slot("pointwise.norm", "gamma"),
            slot("pointwise.norm", "beta"),
            slot("pointwise.norm", "mean"),
            slot("pointwise.norm", "var")));
  }

  private static Slot slot(String layer, String parameter) {
    return new Slot(layer, parameter);
  }

  private Component component(String name, Slot... inBlock) {
    List<List<Slot>> positions = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      String block = "block" + i + ".";
      positions.add(
          List.of(inBlock).stream()
              .map(slot -> new Slot(block + slot.layer(), slot.parameter()))
              .toList());
    }
    return new Component(name, positions);
  }
}
