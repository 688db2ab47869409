package org.sharelab.model;

import static org.sharelab.model.ParameterSpec.Role.BIAS;
import static org.sharelab.model.ParameterSpec.Role.NORM_SCALE;
import static org.sharelab.model.ParameterSpec.Role.NORM_SHIFT;
import static org.sharelab.model.ParameterSpec.Role.RUNNING_MEAN;
import static org.sharelab.model.ParameterSpec.Role.RUNNING_VARIANCE;
import static org.sharelab.model.ParameterSpec.Role.WEIGHT;

import java.io.Serializable;
import java.util.List;
import org.sharelab.check.Checks;

/**
 * What a layer computes: the closed set of operations that networks here are made of.
 *
 * <p>Dimension letters: B batch, C channels, H height, W width, K kernel, G groups.
 */
public sealed interface Operation extends Serializable
    permits Operation.Convolution,
        Operation.Dense,
        Operation.BatchNorm,
        Operation.Activation,
        Operation.Add,
        Operation.Scale,
        Operation.GlobalAveragePool,
        Operation.Pool,
        Operation.Flatten,
        Operation.Dropout,
        TokenOperation {

  /** Output shape for these inputs; one input unless the operation says otherwise. */
  FeatureShape output(List<FeatureShape> inputs);

  /** Parameter tensors, in the order in which they are stored. */
  default List<ParameterSpec> parameters(FeatureShape input) {
    return List.of();
  }

  /** Multiply-adds per example; operations without weights count as 0, as is usual. */
  default long macs(FeatureShape input, FeatureShape output) {
    return 0;
  }

  /** Passes its one input's shape through. */
  private static FeatureShape only(List<FeatureShape> inputs) {
    Checks.valid(inputs.size() == 1, "Invalid input count: %d (exactly 1)", inputs.size());
    return inputs.get(0);
  }

  /** All inputs must have one shape, which is also the output's. */
  private static FeatureShape common(List<FeatureShape> inputs) {
    Checks.valid(
        inputs.size() >= 2 && inputs.stream().distinct().count() == 1,
        "Invalid inputs of a sum: %s (two or more of one shape)",
        inputs);
    return inputs.get(0);
  }

  /**
   * Two-dimensional convolution, B x C x H x W to B x outChannels x H' x W' with H' = floor((H +
   * padBefore + padAfter - K) / stride) + 1.
   *
   * <p>groups = 1 is dense, groups = C depthwise, K = 1 pointwise.
   */
  record Convolution(
      int outChannels,
      int kernel,
      int stride,
      int padBefore,
      int padAfter,
      int groups,
      boolean bias)
      implements Operation {
    public Convolution {
      Checks.valid(outChannels >= 1, "Invalid output channels: %d (>= 1)", outChannels);
      Checks.valid(kernel >= 1, "Invalid kernel size: %d (>= 1)", kernel);
      Checks.valid(stride >= 1, "Invalid stride: %d (>= 1)", stride);
      Checks.valid(padBefore >= 0 && padAfter >= 0, "Invalid padding: %d (>= 0)", padBefore);
      Checks.valid(
          groups >= 1 && outChannels % groups == 0,
          "Invalid groups: %d (a divisor of the %d output channels)",
          groups,
          outChannels);
    }

    /**
     * Dense convolution that keeps the image size at stride 1; the odd cell of an even kernel goes
     * after.
     */
    public static Convolution same(
        int outChannels, int kernel, int stride, int groups, boolean bias) {
      return new Convolution(
          outChannels, kernel, stride, (kernel - 1) / 2, kernel / 2, groups, bias);
    }

    /** Convolution with a 1 x 1 kernel. */
    public static Convolution pointwise(int outChannels, boolean bias) {
      return new Convolution(outChannels, 1, 1, 0, 0, 1, bias);
    }

    /** Non-overlapping patches: kernel = stride = size. */
    public static Convolution patches(int outChannels, int size, boolean bias) {
      return new Convolution(outChannels, size, size, 0, 0, 1, bias);
    }

    public boolean isDepthwise(FeatureShape input) {
      return groups > 1 && groups == input.channels() && groups == outChannels;
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      FeatureShape input = only(inputs);
      Checks.valid(
          input.channels() % groups == 0,
          "Invalid groups: %d (a divisor of the %d input channels)",
          groups,
          input.channels());
      int height = (input.height() + padBefore + padAfter - kernel) / stride + 1;
      int width = (input.width() + padBefore + padAfter - kernel) / stride + 1;
      Checks.valid(
          Math.min(input.height(), input.width()) + padBefore + padAfter >= kernel,
          "Invalid kernel size: %d (at most the padded image, %s)",
          kernel,
          input);
      return new FeatureShape(outChannels, height, width);
    }

    @Override
    public List<ParameterSpec> parameters(FeatureShape input) {
      int inPerGroup = input.channels() / groups;
      long fanIn = (long) inPerGroup * kernel * kernel;
      ParameterSpec weight =
          new ParameterSpec("W", List.of(outChannels, inPerGroup, kernel, kernel), WEIGHT, fanIn);
      return bias
          ? List.of(weight, new ParameterSpec("b", List.of(outChannels), BIAS, fanIn))
          : List.of(weight);
    }

    @Override
    public long macs(FeatureShape input, FeatureShape output) {
      return output.size() * (input.channels() / groups) * kernel * kernel;
    }
  }

  /** Matrix product with a vector: C x 1 x 1 to units x 1 x 1. */
  record Dense(int units, boolean bias) implements Operation {
    public Dense {
      Checks.valid(units >= 1, "Invalid units: %d (>= 1)", units);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      Checks.valid(
          only(inputs).area() == 1,
          "Invalid input of a dense layer: %s (C x 1 x 1)",
          inputs.get(0));
      return new FeatureShape(units, 1, 1);
    }

    @Override
    public List<ParameterSpec> parameters(FeatureShape input) {
      int in = input.channels();
      ParameterSpec weight = new ParameterSpec("W", List.of(in, units), WEIGHT, in);
      return bias
          ? List.of(weight, new ParameterSpec("b", List.of(units), BIAS, in))
          : List.of(weight);
    }

    @Override
    public long macs(FeatureShape input, FeatureShape output) {
      return (long) input.channels() * units;
    }
  }

  /**
   * Batch normalisation per channel, with running statistics.
   *
   * @param epsilon added to the variance
   * @param momentum weight of the newest batch in the running statistics, 0..1
   */
  record BatchNorm(double epsilon, double momentum) implements Operation {
    /** PyTorch's defaults. */
    public static final BatchNorm STANDARD = new BatchNorm(1e-5, 0.1);

    public BatchNorm {
      Checks.valid(epsilon > 0, "Invalid epsilon: %s (> 0)", epsilon);
      Checks.valid(momentum > 0 && momentum <= 1, "Invalid momentum: %s (0 to 1)", momentum);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      return only(inputs);
    }

    @Override
    public List<ParameterSpec> parameters(FeatureShape input) {
      List<Integer> perChannel = List.of(input.channels());
      return List.of(
          new ParameterSpec("gamma", perChannel, NORM_SCALE, 0),
          new ParameterSpec("beta", perChannel, NORM_SHIFT, 0),
          new ParameterSpec("mean", perChannel, RUNNING_MEAN, 0),
          new ParameterSpec("var", perChannel, RUNNING_VARIANCE, 0));
    }
  }

  /** A function of each scalar. */
  record Activation(Function function) implements Operation {
    /** Which function; GELU is the exact one, with erf. */
    public enum Function {
      RELU,
      GELU,
      SILU,
      SIGMOID
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      return only(inputs);
    }
  }

  /** Sum of two or more inputs of one shape. */
  record Add() implements Operation {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      return common(inputs);
    }
  }

  /** First input scaled per channel by the second, which is C x 1 x 1 (squeeze and excite). */
  record Scale() implements Operation {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      Checks.valid(
          inputs.size() == 2
              && inputs.get(1).equals(new FeatureShape(inputs.get(0).channels(), 1, 1)),
          "Invalid inputs of a scale: %s (CxHxW and Cx1x1)",
          inputs);
      return inputs.get(0);
    }
  }

  /** Mean over the cells of each channel: C x H x W to C x 1 x 1. */
  record GlobalAveragePool() implements Operation {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      return new FeatureShape(only(inputs).channels(), 1, 1);
    }
  }

  /** Maximum or mean over K x K windows, padded with what does not count. */
  record Pool(boolean maximum, int kernel, int stride, int padding) implements Operation {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      FeatureShape input = only(inputs);
      return new FeatureShape(
          input.channels(),
          (input.height() + 2 * padding - kernel) / stride + 1,
          (input.width() + 2 * padding - kernel) / stride + 1);
    }
  }

  /** All scalars of the input as one vector: C x H x W to CHW x 1 x 1. */
  record Flatten() implements Operation {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      return new FeatureShape(Math.toIntExact(only(inputs).size()), 1, 1);
    }
  }

  /** Zeroes each scalar with this probability in training and scales the others up. */
  record Dropout(double rate) implements Operation {
    public Dropout {
      Checks.valid(rate >= 0 && rate < 1, "Invalid dropout rate: %s (0 to below 1)", rate);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      return only(inputs);
    }
  }
}
