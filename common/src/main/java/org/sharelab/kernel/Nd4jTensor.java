package org.sharelab.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A tensor that is an ND4J array [B, C, H, W]. */
final class Nd4jTensor implements PlainTensor {
  private final BatchShape shape;
  private INDArray array;

  Nd4jTensor(BatchShape shape, INDArray array) {
    this.shape = shape;
    this.array = array;
  }

  static INDArray array(Tensor tensor) {
    return ((Nd4jTensor) tensor).array;
  }

  @Override
  public BatchShape shape() {
    return shape;
  }

  @Override
  public void bind(INDArray plain) {
    array = plain.reshape('c', shape.dimensions());
  }

  @Override
  public void load(INDArray plain) {
    array.assign(plain.reshape('c', shape.dimensions()));
  }

  @Override
  public void store(INDArray plain) {
    plain.assign(array.reshape('c', plain.shape()));
  }

  /** 0 where the condition holds, NaN elsewhere; added to results that must not hide a NaN. */
  static INDArray zeroOrNan(INDArray condition) {
    INDArray one = condition.castTo(DataType.FLOAT);
    return one.div(one).subi(1.0);
  }
}
