package org.sharelab.model;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One parameter tensor of a layer.
 *
 * @param name its name within the layer, as Deeplearning4j spells it: W, b, gamma, beta, mean, var;
 *     an embedding is W as well
 * @param shape sizes of its axes; weights are [out, in / groups, kernel, kernel] for convolutions
 *     and [in, out] for dense layers
 * @param role what it is to an initialiser and to weight decay
 * @param fanIn scalars of the input that one output scalar reads; 0 where that has no meaning
 */
public record ParameterSpec(String name, List<Integer> shape, Role role, long fanIn)
    implements Serializable {

  /** What a tensor is for. */
  public enum Role {
    WEIGHT(true),
    BIAS(true),
    NORM_SCALE(true),
    NORM_SHIFT(true),
    /** Class token and position embedding: learned features that no input multiplies. */
    EMBEDDING(true),
    /** A number that a parameter store makes weights with: a scale, a mixing coefficient. */
    COEFFICIENT(true),
    RUNNING_MEAN(false),
    RUNNING_VARIANCE(false);

    private final boolean trainable;

    Role(boolean trainable) {
      this.trainable = trainable;
    }

    /** Whether gradients move it; running statistics are state, not parameters. */
    public boolean isTrainable() {
      return trainable;
    }
  }

  public ParameterSpec {
    shape = List.copyOf(shape);
  }

  /** Number of scalars. */
  public long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  public boolean isTrainable() {
    return role.isTrainable();
  }

  /** The axis of a weight that counts output channels: 1 of a matrix, 0 of a convolution. */
  public int channelAxis() {
    return shape.size() == 2 ? 1 : 0;
  }

  /** The shape as text, such as {@code 32x1x3x3}. */
  public String shapeText() {
    return shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
