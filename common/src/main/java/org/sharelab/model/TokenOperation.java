package org.sharelab.model;

import static org.sharelab.model.ParameterSpec.Role.EMBEDDING;
import static org.sharelab.model.ParameterSpec.Role.NORM_SCALE;
import static org.sharelab.model.ParameterSpec.Role.NORM_SHIFT;

import java.util.List;
import org.sharelab.check.Checks;

/**
 * The operations of transformers, on N tokens of width D, shape D x N x 1.
 *
 * <p>Their linear layers are pointwise convolutions: {@link Convolution#pointwise} maps every token
 * alike.
 */
public sealed interface TokenOperation extends Operation {

  /** Its one input, which must be a sequence of tokens. */
  private static FeatureShape tokens(List<FeatureShape> inputs) {
    Checks.valid(
        inputs.size() == 1 && inputs.get(0).width() == 1,
        "Invalid input of a token operation: %s (one sequence, DxNx1)",
        inputs);
    return inputs.get(0);
  }

  /** One token per cell, row by row: C x H x W to C x HW x 1. */
  record Tokens() implements TokenOperation {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      Checks.valid(inputs.size() == 1, "Invalid input count: %d (exactly 1)", inputs.size());
      FeatureShape image = inputs.get(0);
      return new FeatureShape(image.channels(), Math.toIntExact(image.area()), 1);
    }
  }

  /** Puts a learned token before the others: D x N x 1 to D x N+1 x 1. */
  record ClassToken() implements TokenOperation {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      FeatureShape input = tokens(inputs);
      return new FeatureShape(input.channels(), input.height() + 1, 1);
    }

    @Override
    public List<ParameterSpec> parameters(FeatureShape input) {
      return List.of(new ParameterSpec("W", List.of(input.channels()), EMBEDDING, 0));
    }
  }

  /** Adds a learned vector to each token, one per position. */
  record PositionEmbedding() implements TokenOperation {
    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      return tokens(inputs);
    }

    @Override
    public List<ParameterSpec> parameters(FeatureShape input) {
      return List.of(
          new ParameterSpec("W", List.of(input.channels(), input.height()), EMBEDDING, 0));
    }
  }

  /**
   * Normalises each token over its D features, then scales and shifts per feature.
   *
   * @param epsilon added to the variance
   */
  record LayerNorm(double epsilon) implements TokenOperation {
    public LayerNorm {
      Checks.valid(epsilon > 0, "Invalid epsilon: %s (> 0)", epsilon);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      return tokens(inputs);
    }

    @Override
    public List<ParameterSpec> parameters(FeatureShape input) {
      List<Integer> perFeature = List.of(input.channels());
      return List.of(
          new ParameterSpec("gamma", perFeature, NORM_SCALE, 0),
          new ParameterSpec("beta", perFeature, NORM_SHIFT, 0));
    }
  }

  /**
   * Scaled dot-product self-attention in several heads, without its linear layers: 3D x N x 1 to D
   * x N x 1.
   *
   * <p>The input's features are all queries, then all keys, then all values; a head's features are
   * neighbours within each. Softmax(Q K' / sqrt(D / heads)) V.
   */
  record Attention(int heads) implements TokenOperation {
    public Attention {
      Checks.valid(heads >= 1, "Invalid heads: %d (>= 1)", heads);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      FeatureShape input = tokens(inputs);
      Checks.valid(
          input.channels() % (3 * heads) == 0,
          "Invalid heads: %d (a divisor of the width; the input has %d = 3 x width features)",
          heads,
          input.channels());
      return new FeatureShape(input.channels() / 3, input.height(), 1);
    }

    /** Both products, N * N * D each. */
    @Override
    public long macs(FeatureShape input, FeatureShape output) {
      return 2 * output.size() * output.height();
    }
  }

  /** One token as a vector: D x N x 1 to D x 1 x 1. */
  record SelectToken(int index) implements TokenOperation {
    public SelectToken {
      Checks.valid(index >= 0, "Invalid token: %d (>= 0)", index);
    }

    @Override
    public FeatureShape output(List<FeatureShape> inputs) {
      FeatureShape input = tokens(inputs);
      Checks.valid(
          index < input.height(), "Invalid token: %d (0 to %d)", index, input.height() - 1);
      return new FeatureShape(input.channels(), 1, 1);
    }
  }
}
