package org.sharelab.nn;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.convolution.DepthwiseConvolution2DLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's depthwise convolution, which keeps its output for the backward pass instead of
 * computing it twice; the activation is always the identity.
 */
final class DepthwiseConvolution extends DepthwiseConvolution2DLayer {
  private static final long serialVersionUID = 1L;

  DepthwiseConvolution(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  protected Pair<INDArray, INDArray> preOutput(
      boolean training, boolean forBackprop, LayerWorkspaceMgr workspaces) {
    if (forBackprop && preOutput != null) {
      return new Pair<>(preOutput, null);
    }
    Pair<INDArray, INDArray> output = super.preOutput(training, forBackprop, workspaces);
    preOutput = training ? output.getFirst() : null;
    return output;
  }

  @Override
  public void clear() {
    super.clear();
    preOutput = null;
  }
}
