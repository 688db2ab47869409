package org.sharelab.nn;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j's convolution, run by {@link DenseConvolution}. */
public final class DenseConvolutionConf extends ConvolutionLayer {
  private static final long serialVersionUID = 1L;

  /** For JSON. */
  public DenseConvolutionConf() {}

  DenseConvolutionConf(Builder builder) {
    super(builder);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    return RunningLayer.start(
        new DenseConvolution(conf, dataType), conf, listeners, index, parameters, initialize);
  }
}
