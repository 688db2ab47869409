package org.sharelab.kernel;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies of tokens in ND4J's arithmetic. */
record Nd4jTokens(int batch, int tokens, int width) implements TokenKernel {

  @Override
  public void prepend(Tensor x, INDArray token, Tensor y) {
    INDArray to = sequence(y, tokens + 1);
    to.get(all(), point(0), all()).assign(token.reshape(1, width).broadcast(batch, width));
    to.get(all(), interval(1, tokens + 1L), all()).assign(sequence(x, tokens));
  }

  @Override
  public void prependBackward(Tensor dy, Tensor dx, INDArray dToken) {
    INDArray from = sequence(dy, tokens + 1);
    sequence(dx, tokens).assign(from.get(all(), interval(1, tokens + 1L), all()));
    dToken.addi(from.get(all(), point(0), all()).sum(0).reshape(dToken.shape()));
  }

  @Override
  public void addPositions(Tensor x, INDArray positions, Tensor y) {
    INDArray byToken = positions.reshape('c', width, tokens).transpose();
    INDArray all = byToken.dup('c').reshape(1, tokens, width).broadcast(batch, tokens, width);
    sequence(y, tokens).assign(sequence(x, tokens).add(all));
  }

  @Override
  public void positionsBackward(Tensor dy, INDArray dPositions) {
    INDArray byToken = sequence(dy, tokens).sum(0).reshape('c', tokens, width);
    dPositions.addi(byToken.transpose().dup('c').reshape(dPositions.shape()));
  }

  @Override
  public void select(Tensor x, int index, Tensor y) {
    Nd4jTensor.matrix(y, batch, width).assign(sequence(x, tokens).get(all(), point(index), all()));
  }

  @Override
  public void selectBackward(Tensor dy, int index, Tensor dx) {
    INDArray to = sequence(dx, tokens);
    to.assign(0);
    to.get(all(), point(index), all()).assign(Nd4jTensor.matrix(dy, batch, width));
  }

  private INDArray sequence(Tensor tensor, int length) {
    return Nd4jTensor.array(tensor).reshape('c', batch, length, width);
  }
}
