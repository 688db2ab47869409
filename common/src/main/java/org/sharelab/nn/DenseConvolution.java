package org.sharelab.nn;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's convolution with its oneDNN path switched on, about five times as fast.
 *
 * <p>The library looks for its oneDNN helpers under a class name that no longer exists and so never
 * finds them. Double precision takes the built-in path. The output of the forward pass is kept for
 * the backward pass, which would compute it again; the activation is always the identity.
 */
final class DenseConvolution extends ConvolutionLayer {
  private static final long serialVersionUID = 1L;

  DenseConvolution(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    if (dataType == DataType.FLOAT) {
      helper = new MKLDNNConvHelper(dataType);
    }
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray output = super.activate(training, workspaces);
    preOutput = training ? output : null;
    return output;
  }

  @Override
  public void clear() {
    super.clear();
    preOutput = null;
  }
}
