package org.sharelab.kernel;

/**
 * Copies a tensor from one layout to another.
 *
 * <p>A tensor in a layout other than {@link Layout#NATIVE} may have another shape than the kernel
 * was planned for if its scalars lie alike: an image in {@link Layout#PLAIN} is also one vector,
 * and in {@link Layout#ROWS} a sequence of tokens.
 */
public interface ReorderKernel {
  void run(Tensor from, Tensor to);
}
