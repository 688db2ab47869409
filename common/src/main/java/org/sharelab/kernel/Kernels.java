package org.sharelab.kernel;

import java.util.Optional;
import org.sharelab.model.Operation.Activation;

/**
 * A set of primitives on one device, each planned once for a shape and then run many times.
 *
 * <p>Feature maps are {@link Tensor}s, in the kernels' own layout unless a method says otherwise;
 * parameters, gradients of parameters and statistics are the caller's plain, contiguous, row-major
 * float arrays, read and written where they are. Gradients of parameters are always added, since
 * several uses may share a tensor; gradients of feature maps are written.
 *
 * <p>An instance and all it made belong to one thread at a time. Instances do not disturb one
 * another. For one implementation and one number of threads the same calls give the same bits.
 */
public interface Kernels extends AutoCloseable {

  /**
   * Implementation, version and instruction set, for provenance: {@code
   * onednn-2.5.2/avx512+vectors}.
   */
  String name();

  /** Bytes that a tensor takes in a layout, padding included. */
  long bytes(BatchShape shape, Layout layout);

  /**
   * Takes memory.
   *
   * @throws org.sharelab.check.EnvironmentException where there is not enough of it
   */
  MemoryBlock allocate(long bytes);

  /** A tensor whose scalars start at this byte, a multiple of 64. */
  Tensor tensor(BatchShape shape, Layout layout, MemoryBlock memory, long offset);

  /** A tensor in plain layout without scalars of its own; bind it to an array before each use. */
  PlainTensor plain(BatchShape shape);

  ReorderKernel reorder(BatchShape shape, Layout from, Layout to);

  ConvolutionKernel convolution(ConvolutionShape shape);

  BatchNormKernel batchNorm(BatchShape shape, double epsilon);

  ActivationKernel activation(BatchShape shape, Layout layout, Activation.Function function);

  /** An activation and the norm of it as one, where there is such a kernel. */
  default Optional<BatchNormKernel> activationNorm(
      BatchShape shape, Activation.Function function, double epsilon) {
    return Optional.empty();
  }

  PointwiseKernel pointwise(BatchShape shape, Layout layout);

  ScaleKernel scale(BatchShape shape);

  PoolKernel pool(PoolShape shape);

  DenseKernel dense(DenseShape shape);

  LayerNormKernel layerNorm(int rows, int width, double epsilon);

  SoftmaxCrossEntropyKernel softmaxCrossEntropy(int rows, int classes);

  AttentionKernel attention(AttentionShape shape);

  /** For sequences of this shape, D x N x 1 each. */
  TokenKernel tokens(BatchShape shape);

  /** Bytes taken now: blocks, packed weights and workspaces. */
  long nativeBytes();

  /** The most that {@link #nativeBytes} ever was. */
  long peakNativeBytes();

  /** Frees everything that came from here. */
  @Override
  void close();
}
