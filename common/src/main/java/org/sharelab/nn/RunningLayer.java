package org.sharelab.nn;

import java.util.Collection;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the library does to every new layer before it joins a graph. */
final class RunningLayer {
  private RunningLayer() {}

  /**
   * Gives a layer its place and its parameters.
   *
   * @param layer just made from the configuration, which says how its parameters are laid out
   * @param parameters its part of the flat vector
   * @param initialize whether to set them
   */
  static <L extends org.deeplearning4j.nn.layers.BaseLayer<?>> L start(
      L layer,
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize) {
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    BaseLayer configured = (BaseLayer) conf.getLayer();
    layer.setParamTable(configured.initializer().init(conf, parameters, initialize));
    return layer;
  }
}
