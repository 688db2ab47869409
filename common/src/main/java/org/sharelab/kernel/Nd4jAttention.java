package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Attention in ND4J's arithmetic, one matrix after another. */
record Nd4jAttention(int width) implements AttentionKernel {

  @Override
  public void forward(INDArray q, INDArray k, INDArray v, INDArray weights, INDArray y) {
    for (int m = 0; m < q.size(0); m++) {
      INDArray scores = q.slice(m).mmul(k.slice(m).transpose()).muli(scale());
      INDArray p = Transforms.exp(Nd4jSoftmax.logSoftmax(scores), false);
      weights.slice(m).assign(p);
      y.slice(m).assign(p.mmul(v.slice(m)));
    }
  }

  @Override
  public void backward(
      INDArray q,
      INDArray k,
      INDArray v,
      INDArray weights,
      INDArray dy,
      INDArray dq,
      INDArray dk,
      INDArray dv) {
    for (int m = 0; m < q.size(0); m++) {
      INDArray p = weights.slice(m);
      INDArray dp = dy.slice(m).mmul(v.slice(m).transpose());
      INDArray projection = p.mul(dp).sum(true, 1);
      INDArray ds = dp.subColumnVector(projection).muli(p).muli(scale());
      dv.slice(m).assign(p.transpose().mmul(dy.slice(m)));
      dq.slice(m).assign(ds.mmul(k.slice(m)));
      dk.slice(m).assign(ds.transpose().mmul(q.slice(m)));
    }
  }

  private double scale() {
    return 1 / Math.sqrt(width);
  }
}
