package org.sharelab.nn;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Deeplearning4j's batch normalisation with two differences.
 *
 * <p>Its running variance is always kept as such; the stock configuration forgets that when it is
 * read from JSON. And scale and shift can be regularised, which the stock one ignores.
 */
public final class ChannelBatchNormConf extends BatchNormalization {
  private static final long serialVersionUID = 1L;

  /** For JSON; use {@link #of}. */
  public ChannelBatchNormConf() {}

  /**
   * @param momentum weight of the newest batch in the running statistics
   */
  static ChannelBatchNormConf of(int channels, double epsilon, double momentum) {
    ChannelBatchNormConf layer = new ChannelBatchNormConf();
    layer.setNIn(channels);
    layer.setNOut(channels);
    layer.setEps(epsilon);
    layer.setDecay(1 - momentum);
    return layer;
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
        new ChannelBatchNorm(conf, dataType), conf, listeners, index, parameters, initialize);
  }

  @Override
  public boolean isUseLogStd() {
    return false;
  }

  @Override
  public List<Regularization> getRegularizationByParam(String parameter) {
    return parameter.equals("gamma") || parameter.equals("beta") ? getRegularization() : List.of();
  }
}
