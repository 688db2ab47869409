package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What is done to sequences of N tokens of D scalars besides arithmetic within a token. Tensors are
 * in {@link Layout#ROWS}; a token by itself is in {@link Layout#PLAIN} as well.
 */
public interface TokenKernel {
  /** Puts a token [D] before the N of x: y has N + 1. */
  void prepend(Tensor x, INDArray token, Tensor y);

  /** Writes the gradient with respect to x and adds to that of the token. */
  void prependBackward(Tensor dy, Tensor dx, INDArray dToken);

  /** Adds a vector to each token, one per position: positions is [D, N]; y may be x. */
  void addPositions(Tensor x, INDArray positions, Tensor y);

  /** Adds the sum over the examples to {@code dPositions}. */
  void positionsBackward(Tensor dy, INDArray dPositions);

  /** Copies one token of each example. */
  void select(Tensor x, int index, Tensor y);

  /** Writes the gradient with respect to all tokens, 0 but for the one that was selected. */
  void selectBackward(Tensor dy, int index, Tensor dx);
}
