package org.sharelab.kernel;

/**
 * What a {@link DenseKernel} is planned for.
 *
 * @param rows vectors, R: examples, or tokens of all examples
 * @param in scalars of a vector that is read, I
 * @param out scalars of a vector that is written, O
 * @param outputsFirst whether the weight is [O, I], as a pointwise convolution's, and not [I, O]
 */
public record DenseShape(int rows, int in, int out, boolean outputsFirst) {}
