package org.sharelab.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A tensor that is an ND4J array: [B, H, W, C] in rows, [B, C, H, W] otherwise. */
final class Nd4jTensor implements PlainTensor {
  private final BatchShape shape;
  private final Layout layout;
  private INDArray array;

  Nd4jTensor(BatchShape shape, Layout layout, INDArray array) {
    this.shape = shape;
    this.layout = layout;
    this.array = array;
  }

  static INDArray array(Tensor tensor) {
    return ((Nd4jTensor) tensor).array;
  }

  /** The scalars in their order as a matrix. */
  static INDArray matrix(Tensor tensor, int rows, int columns) {
    return array(tensor).reshape('c', rows, columns);
  }

  /** The scalars in their order as [B, C, H, W] of this shape in this layout. */
  static INDArray images(Tensor tensor, BatchShape as, Layout layout) {
    return layout == Layout.ROWS
        ? array(tensor)
            .reshape('c', as.batch(), as.height(), as.width(), as.channels())
            .permute(0, 3, 1, 2)
        : array(tensor).reshape('c', as.dimensions());
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
    images(this, shape, layout).assign(plain.reshape('c', shape.dimensions()));
  }

  @Override
  public void store(INDArray plain) {
    plain.assign(images(this, shape, layout).dup('c').reshape('c', plain.shape()));
  }

  /** 0 where the condition holds, NaN elsewhere; added to results that must not hide a NaN. */
  static INDArray zeroOrNan(INDArray condition) {
    INDArray one = condition.castTo(DataType.FLOAT);
    return one.div(one).subi(1.0);
  }
}
