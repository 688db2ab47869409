package org.sharelab.nn;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link ChannelScaleVertexConf}. */
@SuppressWarnings("overrides")
final class ChannelScaleVertex extends BaseGraphVertex {
  private static final long serialVersionUID = 1L;

  ChannelScaleVertex(ComputationGraph graph, String name, int index, DataType dataType) {
    super(graph, name, index, null, null, dataType);
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray image = getInputs()[0];
    INDArray scaled =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, image.dataType(), image.shape());
    return image.mul(perChannel(getInputs()[1]), scaled);
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    INDArray image = getInputs()[0];
    INDArray scale = getInputs()[1];
    INDArray forImage =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, image.dataType(), image.shape());
    getEpsilon().mul(perChannel(scale), forImage);
    INDArray sums = getEpsilon().mul(image).sum(2, 3).reshape(scale.shape());
    INDArray forScale = workspaces.dup(ArrayType.ACTIVATION_GRAD, sums);
    return new Pair<>(null, new INDArray[] {forImage, forScale});
  }

  private static INDArray perChannel(INDArray scale) {
    return scale.reshape(scale.size(0), scale.size(1), 1, 1);
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray gradient) {
    // Has no parameters.
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int batchSize) {
    return new Pair<>(masks == null ? null : masks[0], state);
  }

  @Override
  public String toString() {
    return "ChannelScaleVertex(" + getVertexName() + ")";
  }
}
