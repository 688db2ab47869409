package org.sharelab.kernel;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Attention in ND4J's arithmetic, one head after another. */
record Nd4jAttention(AttentionShape shape) implements AttentionKernel {
  private static final int KEYS = 1;
  private static final int VALUES = 2;

  @Override
  public void weigh(Tensor qkv, Tensor weights) {
    for (int b = 0; b < shape.batch(); b++) {
      for (int h = 0; h < shape.heads(); h++) {
        INDArray keys = head(qkv, b, h, KEYS);
        INDArray scores = head(qkv, b, h, 0).mmul(keys.transpose()).muli(scale());
        weights(weights, b, h).assign(Transforms.exp(Nd4jSoftmax.logSoftmax(scores), false));
      }
    }
  }

  @Override
  public void mix(Tensor qkv, Tensor weights, Tensor y) {
    for (int b = 0; b < shape.batch(); b++) {
      for (int h = 0; h < shape.heads(); h++) {
        head(y, b, h, 0).assign(weights(weights, b, h).mmul(head(qkv, b, h, VALUES)));
      }
    }
  }

  @Override
  public void backward(Tensor qkv, Tensor weights, Tensor dy, Tensor dqkv) {
    for (int b = 0; b < shape.batch(); b++) {
      for (int h = 0; h < shape.heads(); h++) {
        INDArray p = weights(weights, b, h);
        INDArray g = head(dy, b, h, 0).dup('c');
        INDArray dp = g.mmul(head(qkv, b, h, VALUES).transpose());
        INDArray projection = p.mul(dp).sum(true, 1);
        INDArray ds = dp.subColumnVector(projection).muli(p).muli(scale());
        head(dqkv, b, h, 0).assign(ds.mmul(head(qkv, b, h, KEYS)));
        head(dqkv, b, h, KEYS).assign(ds.transpose().mmul(head(qkv, b, h, 0)));
        head(dqkv, b, h, VALUES).assign(p.transpose().mmul(g));
      }
    }
  }

  /** A view of [N, D]: of queries and outputs part 0. */
  private INDArray head(Tensor tensor, int example, int head, int part) {
    int width = tensor.shape().channels();
    INDArray rows = Nd4jTensor.array(tensor).reshape('c', shape.batch(), shape.tokens(), width);
    long start = (long) part * shape.width() + (long) head * shape.headWidth();
    return rows.get(point(example), all(), interval(start, start + shape.headWidth()));
  }

  private static INDArray weights(Tensor weights, int example, int head) {
    return Nd4jTensor.array(weights).get(point(example), point(head), all(), all());
  }

  private double scale() {
    return 1 / Math.sqrt(shape.headWidth());
  }
}
