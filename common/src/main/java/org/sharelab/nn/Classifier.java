package org.sharelab.nn;

import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The output layer of a {@link ClassifierConf}: after a backward pass it knows the loss, which the
 * library's own would compute from the features once more.
 */
final class Classifier extends OutputLayer {
  private static final long serialVersionUID = 1L;

  private transient OptionalDouble lossOfPass = OptionalDouble.empty();

  Classifier(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    Pair<Gradient, INDArray> gradients = super.backpropGradient(epsilon, workspaces);
    SoftmaxCrossEntropy loss = (SoftmaxCrossEntropy) layerConf().getLossFn();
    lossOfPass = OptionalDouble.of(loss.lastLoss());
    return gradients;
  }

  /** The mean loss of the batch and the penalties, divided by its size as the library does. */
  @Override
  public double computeScore(double penalties, boolean training, LayerWorkspaceMgr workspaces) {
    if (!training || lossOfPass.isEmpty()) {
      return super.computeScore(penalties, training, workspaces);
    }
    score = (lossOfPass.getAsDouble() + penalties) / getInputMiniBatchSize();
    return score;
  }

  @Override
  public void setInput(INDArray features, LayerWorkspaceMgr workspaces) {
    lossOfPass = OptionalDouble.empty();
    super.setInput(features, workspaces);
  }

  @Override
  public void setLabels(INDArray labels) {
    lossOfPass = OptionalDouble.empty();
    super.setLabels(labels);
  }

  @Override
  public void clear() {
    lossOfPass = OptionalDouble.empty();
    super.clear();
  }
}
