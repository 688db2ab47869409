package org.sharelab.nn;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.params.DepthwiseConvolutionParamInitializer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's depthwise convolution with its parameter table in the order of memory.
 *
 * <p>The stock table lists W before b although b lies before W. Updaters take the table for the
 * order of memory and so would apply the weights' regularisation to the wrong scalars.
 */
public final class DepthwiseConvolutionConf extends DepthwiseConvolution2D {
  private static final long serialVersionUID = 1L;

  /** For JSON. */
  public DepthwiseConvolutionConf() {}

  DepthwiseConvolutionConf(Builder builder) {
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
        new DepthwiseConvolution(conf, dataType), conf, listeners, index, parameters, initialize);
  }

  @Override
  public ParamInitializer initializer() {
    return BiasFirst.INSTANCE;
  }

  private static final class BiasFirst extends DepthwiseConvolutionParamInitializer {
    private static final BiasFirst INSTANCE = new BiasFirst();

    @Override
    public Map<String, INDArray> init(
        NeuralNetConfiguration conf, INDArray parameters, boolean initialize) {
      return biasFirst(super.init(conf, parameters, initialize));
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(
        NeuralNetConfiguration conf, INDArray gradient) {
      return biasFirst(super.getGradientsFromFlattened(conf, gradient));
    }

    private static Map<String, INDArray> biasFirst(Map<String, INDArray> table) {
      Map<String, INDArray> ordered = new LinkedHashMap<>();
      if (table.containsKey(BIAS_KEY)) {
        ordered.put(BIAS_KEY, table.get(BIAS_KEY));
      }
      ordered.put(WEIGHT_KEY, table.get(WEIGHT_KEY));
      return ordered;
    }
  }
}
