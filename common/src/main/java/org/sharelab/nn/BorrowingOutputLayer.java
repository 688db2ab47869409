package org.sharelab.nn;

import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** A {@link BorrowingLayer} around an output layer. */
final class BorrowingOutputLayer extends BorrowingLayer implements IOutputLayer {
  private static final long serialVersionUID = 1L;

  BorrowingOutputLayer(IOutputLayer layer, Loan loan, INDArray parameters, boolean initialize) {
    super(layer, loan, parameters, initialize);
  }

  private IOutputLayer output() {
    return (IOutputLayer) getUnderlying();
  }

  @Override
  public boolean needsLabels() {
    return output().needsLabels();
  }

  @Override
  public void setLabels(INDArray labels) {
    output().setLabels(labels);
  }

  @Override
  public INDArray getLabels() {
    return output().getLabels();
  }

  @Override
  public double computeScore(
      double regularization, boolean training, LayerWorkspaceMgr workspaces) {
    bind();
    return output().computeScore(regularization, training, workspaces);
  }

  @Override
  public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr workspaces) {
    bind();
    return output().computeScoreForExamples(regularization, workspaces);
  }

  @Override
  public double f1Score(DataSet data) {
    return output().f1Score(data);
  }

  @Override
  public double f1Score(INDArray examples, INDArray labels) {
    return output().f1Score(examples, labels);
  }

  @Override
  @Deprecated
  public int numLabels() {
    return output().numLabels();
  }

  @Override
  public void fit(DataSetIterator data) {
    output().fit(data);
  }

  @Override
  public int[] predict(INDArray examples) {
    return output().predict(examples);
  }

  @Override
  public List<String> predict(DataSet data) {
    return output().predict(data);
  }

  @Override
  public void fit(INDArray examples, INDArray labels) {
    output().fit(examples, labels);
  }

  @Override
  public void fit(DataSet data) {
    output().fit(data);
  }

  @Override
  public void fit(INDArray examples, int[] labels) {
    output().fit(examples, labels);
  }
}
