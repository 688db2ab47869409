package org.sharelab.kernel;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Pooling one window cell at a time: for each of the K x K offsets, a strided view of the padded
 * image holds that cell of every window.
 */
final class Nd4jPool implements PoolKernel {
  private final PoolShape shape;

  Nd4jPool(PoolShape shape) {
    this.shape = shape;
  }

  /** The forward pass leaves its output, by which the backward pass finds the maxima. */
  private static final class Output implements Workspace {
    private INDArray array;
  }

  @Override
  public Workspace workspace() {
    return new Output();
  }

  @Override
  public void forward(Tensor x, Workspace workspace, Tensor y) {
    INDArray output = Nd4jTensor.array(y);
    if (shape.maximum()) {
      maximum(padded(Nd4jTensor.array(x), Double.NEGATIVE_INFINITY), output);
      ((Output) workspace).array = output.dup();
    } else {
      output.assign(windowSum(padded(Nd4jTensor.array(x), 0)).divi(counts()));
    }
  }

  private void maximum(INDArray image, INDArray output) {
    output.assign(Double.NEGATIVE_INFINITY);
    INDArray broken = Nd4j.zeros(output.shape());
    for (int i = 0; i < shape.kernelHeight(); i++) {
      for (int j = 0; j < shape.kernelWidth(); j++) {
        INDArray cell = cell(image, i, j).dup('c');
        output.assign(org.nd4j.linalg.ops.transforms.Transforms.max(output, cell, true));
        broken.addi(cell.isNaN().castTo(output.dataType()));
      }
    }
    output.addi(Nd4jTensor.zeroOrNan(broken.eq(0)));
  }

  private INDArray windowSum(INDArray image) {
    INDArray sum = Nd4j.zeros(shape.output().dimensions());
    for (int i = 0; i < shape.kernelHeight(); i++) {
      for (int j = 0; j < shape.kernelWidth(); j++) {
        sum.addi(cell(image, i, j));
      }
    }
    return sum;
  }

  /** Cells of each window that lie inside the image. */
  private INDArray counts() {
    return windowSum(padded(Nd4j.ones(shape.input().dimensions()), 0));
  }

  @Override
  public void backward(Tensor x, Workspace workspace, Tensor dy, Tensor dx) {
    INDArray gradient = Nd4j.zeros(paddedDimensions());
    if (shape.maximum()) {
      maximumGradient(
          padded(Nd4jTensor.array(x), Double.NEGATIVE_INFINITY),
          ((Output) workspace).array,
          Nd4jTensor.array(dy),
          gradient);
    } else {
      INDArray share = Nd4jTensor.array(dy).div(counts());
      for (int i = 0; i < shape.kernelHeight(); i++) {
        for (int j = 0; j < shape.kernelWidth(); j++) {
          cell(gradient, i, j).addi(share);
        }
      }
    }
    Nd4jTensor.array(dx).assign(inner(gradient));
  }

  /** The first maximum of each window takes its whole gradient. */
  private void maximumGradient(INDArray image, INDArray output, INDArray dy, INDArray gradient) {
    INDArray open = Nd4j.ones(output.shape());
    for (int i = 0; i < shape.kernelHeight(); i++) {
      for (int j = 0; j < shape.kernelWidth(); j++) {
        INDArray hit = cell(image, i, j).dup('c').eq(output).castTo(output.dataType());
        hit.muli(open);
        open.subi(hit);
        cell(gradient, i, j).addi(hit.muli(dy));
      }
    }
  }

  private INDArray cell(INDArray image, int row, int column) {
    return image.get(
        all(), all(), every(row, shape.output().height()), every(column, shape.output().width()));
  }

  private INDArrayIndex every(int start, int count) {
    return NDArrayIndex.interval(start, shape.stride(), start + (count - 1L) * shape.stride() + 1);
  }

  private long[] paddedDimensions() {
    BatchShape in = shape.input();
    return new long[] {
      in.batch(),
      in.channels(),
      in.height() + 2L * shape.padding(),
      in.width() + 2L * shape.padding()
    };
  }

  private INDArray padded(INDArray input, double filling) {
    INDArray padded = Nd4j.zeros(paddedDimensions());
    padded.assign(filling);
    inner(padded).assign(input);
    return padded;
  }

  private INDArray inner(INDArray padded) {
    int start = shape.padding();
    return padded.get(
        all(),
        all(),
        interval(start, start + shape.input().height()),
        interval(start, start + shape.input().width()));
  }
}
