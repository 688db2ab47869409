package org.sharelab.nn;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j's output layer with softmax and cross entropy, run by {@link Classifier}. */
public final class ClassifierConf extends OutputLayer {
  private static final long serialVersionUID = 1L;

  /** For JSON. */
  public ClassifierConf() {
    this(new Builder());
  }

  ClassifierConf(Builder builder) {
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
        new Classifier(conf, dataType), conf, listeners, index, parameters, initialize);
  }
}
