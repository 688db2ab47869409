package org.sharelab.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;
import org.sharelab.model.ConvMixerSpec;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation.Activation.Function;
import org.sharelab.random.Seed;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.SharingRule;
import org.sharelab.sharing.Transform;

/**
 * A ConvMixer and a batch size to time a training step of: three channels, ten classes, patches of
 * 2 x 2 pixels.
 *
 * @param batch images per step, B
 * @param width channels of the trunk, D
 * @param image side of the feature maps, that is of the image after patches
 * @param kernel side of the depthwise convolution's kernel, K
 * @param depth blocks, L
 */
public record BenchmarkCase(int batch, int width, int image, int kernel, int depth) {
  static final int CHANNELS = 3;
  static final int CLASSES = 10;
  static final int PATCH = 2;

  private static final int LARGEST = 65_536;
  private static final int LARGEST_IMAGE = 2048;
  private static final int LARGEST_KERNEL = 255;
  private static final long FLOP_PER_MULTIPLY_ADD = 2;

  /** Forward, gradient of the input, gradient of the weights: one product each. */
  private static final long PRODUCTS_PER_STEP = 3;

  private static final Pattern SIZES =
      Pattern.compile("(\\d{1,5}),(\\d{1,5}),(\\d{1,5}),(\\d{1,5})");

  public BenchmarkCase {
    requireWithin("batch size", batch, LARGEST);
    requireWithin("width", width, LARGEST);
    requireWithin("image size after patches", image, LARGEST_IMAGE);
    requireWithin("kernel size", kernel, LARGEST_KERNEL);
    requireWithin("depth", depth, LARGEST);
  }

  private static void requireWithin(String name, int value, int largest) {
    Checks.valid(value >= 1 && value <= largest, "Invalid %s: %d (1 to %d)", name, value, largest);
  }

  /**
   * Reads {@code BATCH,WIDTH,IMAGE,KERNEL}.
   *
   * @throws ValidationException if that is something else
   */
  public static BenchmarkCase parse(String sizes, int depth) {
    Matcher matcher = SIZES.matcher(sizes);
    if (!matcher.matches()) {
      throw new ValidationException(
          "Invalid case: %s (BATCH,WIDTH,IMAGE,KERNEL such as 64,128,16,5)".formatted(sizes));
    }
    return new BenchmarkCase(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        Integer.parseInt(matcher.group(4)),
        depth);
  }

  /** The text that {@link #parse} reads. */
  public String sizes() {
    return "%d,%d,%d,%d".formatted(batch, width, image, kernel);
  }

  /** Shape of one image before patches. */
  FeatureShape input() {
    return new FeatureShape(CHANNELS, image * PATCH, image * PATCH);
  }

  /**
   * The network with its pointwise convolutions shared, as in SPIN.
   *
   * @param rate 1 shares nothing
   * @throws ValidationException if the rate does not divide the depth
   */
  public ModelDesign design(int rate) {
    ConvMixerSpec spec = spec();
    if (rate == 1) {
      return ModelDesign.unshared(spec.architecture());
    }
    SharingRule rule =
        new SharingRule.Rate(
            rate,
            SharingRule.Mapping.SEQUENTIAL,
            SharingRule.Distribution.UNIFORM,
            SharingRule.Remainder.REJECT);
    SharingPlan plan =
        SharingPlan.of(
            rule.topology(depth, Seed.of(0)),
            spec.components().stream()
                .filter(
                    component ->
                        component.isCalled(ConvMixerSpec.POINTWISE)
                            || component.isCalled(ConvMixerSpec.POINTWISE_BIAS))
                .toList());
    return new ModelDesign(spec.architecture(), plan, Transform.NONE);
  }

  /** Floating-point operations of the products in one training step; sharing changes none. */
  public double stepFlop() {
    double macs = (double) spec().architecture().macs() * batch;
    return FLOP_PER_MULTIPLY_ADD * PRODUCTS_PER_STEP * macs;
  }

  private ConvMixerSpec spec() {
    return new ConvMixerSpec(
        input(),
        CLASSES,
        width,
        depth,
        kernel,
        PATCH,
        Function.GELU,
        ConvMixerSpec.Residual.DEPTHWISE,
        0);
  }
}
