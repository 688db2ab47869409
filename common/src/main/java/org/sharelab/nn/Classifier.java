package org.sharelab.nn;

import java.nio.FloatBuffer;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.kernel.FlatMatrix;
import org.sharelab.kernel.KernelChoice;
import org.sharelab.platform.FlatMemory;

/**
 * The output layer of a {@link ClassifierConf}, for training steps that are short: after a backward
 * pass it knows the loss, which the library's own would compute from the features once more, and
 * where the trunk runs on oneDNN, so does its backward pass.
 */
final class Classifier extends OutputLayer implements AutoCloseable {
  private static final long serialVersionUID = 1L;
  private static final String WEIGHT = DefaultParamInitializer.WEIGHT_KEY;
  private static final String BIAS = DefaultParamInitializer.BIAS_KEY;

  private transient OptionalDouble lossOfPass = OptionalDouble.empty();
  private transient INDArray scores;

  Classifier(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    Pair<Gradient, INDArray> gradients =
        isFlat()
            ? new Pair<>(gradientOfParameters(), gradientOfFeatures(workspaces))
            : super.backpropGradient(epsilon, workspaces);
    lossOfPass = OptionalDouble.of(loss().lastLoss());
    return gradients;
  }

  /** Whether a backward pass ran on oneDNN. */
  boolean hasUsedProducts() {
    return scores != null;
  }

  private SoftmaxCrossEntropy loss() {
    return (SoftmaxCrossEntropy) layerConf().getLossFn();
  }

  /** Whether all arrays are matrices of floats that oneDNN may read and write. */
  private boolean isFlat() {
    return maskArray == null
        && layerConf().getIDropout() == null
        && layerConf().getWeightNoise() == null
        && FlatMatrix.canView(input)
        && FlatMatrix.canView(getParam(WEIGHT))
        && FlatMatrix.canView(gradientViews.get(WEIGHT))
        && FlatMatrix.canView(labels)
        && labels.ordering() == 'c'
        && KernelChoice.current() == KernelChoice.ONEDNN;
  }

  /** Leaves the gradient of the logits, [B, K], in {@link #scores}. */
  private Gradient gradientOfParameters() {
    int classes = (int) labels.size(1);
    reserveScores();
    FlatMatrix x = FlatMatrix.of(input);
    FlatMatrix.of(scores).setProduct(x, FlatMatrix.of(getParam(WEIGHT)));
    double[] rows = read(scores);
    if (hasBias()) {
      addToRows(read(getParam(BIAS)), rows);
    }
    loss().toGradient(rows, read(labels), classes);
    write(rows, scores);
    Gradient gradient = new DefaultGradient();
    INDArray ofWeight = gradientViews.get(WEIGHT);
    FlatMatrix.of(ofWeight).setProduct(x.turned(), FlatMatrix.of(scores));
    gradient.gradientForVariable().put(WEIGHT, ofWeight);
    if (hasBias()) {
      INDArray ofBias = gradientViews.get(BIAS);
      write(columnSums(rows, classes), ofBias);
      gradient.gradientForVariable().put(BIAS, ofBias);
    }
    return gradient;
  }

  private INDArray gradientOfFeatures(LayerWorkspaceMgr workspaces) {
    INDArray gradient =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'c');
    FlatMatrix weight = FlatMatrix.of(getParam(WEIGHT));
    FlatMatrix.of(gradient).setProduct(FlatMatrix.of(scores), weight.turned());
    return gradient;
  }

  private void reserveScores() {
    if (scores == null || scores.size(0) != labels.size(0)) {
      close();
      scores = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', labels.shape());
    }
  }

  private static double[] read(INDArray array) {
    FloatBuffer memory = FlatMemory.of(array);
    double[] values = new double[memory.capacity()];
    for (int i = 0; i < values.length; i++) {
      values[i] = memory.get(i);
    }
    return values;
  }

  private static void write(double[] values, INDArray array) {
    FloatBuffer memory = FlatMemory.of(array);
    for (int i = 0; i < values.length; i++) {
      memory.put(i, (float) values[i]);
    }
  }

  private static void addToRows(double[] row, double[] rows) {
    for (int i = 0; i < rows.length; i++) {
      rows[i] += row[i % row.length];
    }
  }

  private static double[] columnSums(double[] rows, int columns) {
    double[] sums = new double[columns];
    for (int i = 0; i < rows.length; i++) {
      sums[i % columns] += rows[i];
    }
    return sums;
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

  /** Frees the scores; they are taken again when they are needed. */
  @Override
  public void close() {
    if (scores != null) {
      scores.close();
      scores = null;
    }
  }
}
