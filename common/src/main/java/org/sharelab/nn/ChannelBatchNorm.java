package org.sharelab.nn;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNBatchNormHelper;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's batch normalisation of images with its oneDNN path switched on; see {@link
 * DenseConvolution}. Double precision and vectors take the built-in path.
 */
final class ChannelBatchNorm extends BatchNormalization {
  private static final long serialVersionUID = 1L;

  private final transient MKLDNNBatchNormHelper oneDnn;

  ChannelBatchNorm(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    oneDnn = new MKLDNNBatchNormHelper(dataType);
  }

  private boolean isFast() {
    return dataType == DataType.FLOAT && input.rank() == 4;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    if (!isFast()) {
      return super.activate(training, workspaces);
    }
    return oneDnn.preOutput(
        input,
        training,
        getShape(input),
        getParam("gamma"),
        getParam("beta"),
        getParam("mean"),
        getParam("var"),
        layerConf().getDecay(),
        layerConf().getEps(),
        layerConf().getCnn2DFormat(),
        workspaces);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (!isFast()) {
      return super.backpropGradient(epsilon, workspaces);
    }
    Pair<Gradient, INDArray> result =
        oneDnn.backpropGradient(
            input,
            epsilon,
            getShape(epsilon),
            getParam("gamma"),
            getParam("beta"),
            gradientViews.get("gamma"),
            gradientViews.get("beta"),
            layerConf().getEps(),
            layerConf().getCnn2DFormat(),
            workspaces);
    updateStatistic(result.getFirst(), "mean", oneDnn.getMeanCache(dataType));
    updateStatistic(result.getFirst(), "var", oneDnn.getVarCache(dataType));
    return result;
  }

  /** The update that is subtracted: momentum * (running - batch). */
  private void updateStatistic(Gradient gradient, String name, INDArray batch) {
    INDArray update = gradientViews.get(name);
    getParam(name).sub(batch, update).muli(1 - layerConf().getDecay());
    gradient.setGradientFor(name, update);
  }
}
