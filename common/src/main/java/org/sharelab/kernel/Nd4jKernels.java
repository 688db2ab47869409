package org.sharelab.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sharelab.model.Operation.Activation;

/**
 * Primitives as ND4J ops on whichever device ND4J has: the reference, and what a GPU runs. Layout
 * is always plain.
 */
final class Nd4jKernels implements Kernels {
  private long bytes;
  private long peakBytes;

  @Override
  public String name() {
    return "nd4j/" + Nd4j.getBackend().getClass().getSimpleName();
  }

  @Override
  public long bytes(BatchShape shape, Layout layout) {
    return shape.size() * Float.BYTES;
  }

  @Override
  public MemoryBlock allocate(long size) {
    Block block = new Block(size);
    bytes += size;
    peakBytes = Math.max(peakBytes, bytes);
    return block;
  }

  @Override
  public Tensor tensor(BatchShape shape, Layout layout, MemoryBlock memory, long offset) {
    long start = offset / Float.BYTES;
    INDArray scalars =
        ((Block) memory).array.get(NDArrayIndex.interval(start, start + shape.size()));
    long[] d = shape.dimensions();
    long[] sizes = layout == Layout.ROWS ? new long[] {d[0], d[2], d[3], d[1]} : d;
    return new Nd4jTensor(shape, layout, scalars.reshape('c', sizes));
  }

  @Override
  public PlainTensor plain(BatchShape shape) {
    return new Nd4jTensor(shape, Layout.PLAIN, null);
  }

  @Override
  public ReorderKernel reorder(BatchShape shape, Layout from, Layout to) {
    return new Nd4jReorder(shape, from, to);
  }

  @Override
  public ConvolutionKernel convolution(ConvolutionShape shape) {
    return new Nd4jConvolution(shape);
  }

  @Override
  public BatchNormKernel batchNorm(BatchShape shape, double epsilon) {
    return new Nd4jBatchNorm(shape, epsilon);
  }

  @Override
  public ActivationKernel activation(
      BatchShape shape, Layout layout, Activation.Function function) {
    return new Nd4jActivation(function);
  }

  @Override
  public PointwiseKernel pointwise(BatchShape shape, Layout layout) {
    return new Nd4jPointwise();
  }

  @Override
  public ScaleKernel scale(BatchShape shape) {
    return new Nd4jScale();
  }

  @Override
  public PoolKernel pool(PoolShape shape) {
    return new Nd4jPool(shape);
  }

  @Override
  public DenseKernel dense(DenseShape shape) {
    return new Nd4jDense(shape);
  }

  @Override
  public LayerNormKernel layerNorm(int rows, int width, double epsilon) {
    return new Nd4jLayerNorm(rows, width, epsilon);
  }

  @Override
  public SoftmaxCrossEntropyKernel softmaxCrossEntropy(int rows, int classes) {
    return new Nd4jSoftmax(rows);
  }

  @Override
  public AttentionKernel attention(AttentionShape shape) {
    return new Nd4jAttention(shape);
  }

  @Override
  public TokenKernel tokens(BatchShape shape) {
    int tokens = Math.toIntExact(shape.example().area());
    return new Nd4jTokens(shape.batch(), tokens, shape.channels());
  }

  @Override
  public long nativeBytes() {
    return bytes;
  }

  @Override
  public long peakNativeBytes() {
    return peakBytes;
  }

  @Override
  public void close() {
    // Arrays that ND4J's ops made are freed by its own collector.
  }

  private final class Block implements MemoryBlock {
    private final INDArray array;
    private final long size;
    private boolean open = true;

    Block(long size) {
      this.size = size;
      array = Nd4j.create(DataType.FLOAT, Math.max(1, size / Float.BYTES));
    }

    @Override
    public long bytes() {
      return size;
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        bytes -= size;
        array.close();
      }
    }
  }
}
