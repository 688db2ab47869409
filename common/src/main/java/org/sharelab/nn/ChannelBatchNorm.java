package org.sharelab.nn;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Deeplearning4j's batch normalisation with two differences.
 *
 * <p>Its running variance is always kept as such; the stock configuration forgets that when it is
 * read from JSON. And scale and shift can be regularised, which the stock one ignores.
 */
public final class ChannelBatchNorm extends BatchNormalization {
  private static final long serialVersionUID = 1L;

  /** For JSON; use {@link #of}. */
  public ChannelBatchNorm() {}

  /**
   * @param momentum weight of the newest batch in the running statistics
   */
  static ChannelBatchNorm of(int channels, double epsilon, double momentum) {
    ChannelBatchNorm layer = new ChannelBatchNorm();
    layer.setNIn(channels);
    layer.setNOut(channels);
    layer.setEps(epsilon);
    layer.setDecay(1 - momentum);
    return layer;
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
