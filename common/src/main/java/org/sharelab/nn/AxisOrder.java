package org.sharelab.nn;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How a layer orders the axes of a parameter, compared with the project's order: [out, in / groups,
 * k, k] for convolutions.
 *
 * <p>Only depthwise layers differ: Deeplearning4j keeps their weights as [k, k, in, multiplier].
 */
final class AxisOrder {
  private static final List<Integer> SAME = List.of();
  private static final List<Integer> DEPTHWISE = List.of(2, 3, 0, 1);

  private AxisOrder() {}

  /** Positions of the project's axes in the layer's; empty if they are the same. */
  static List<Integer> of(Layer layer, String parameter) {
    return layer instanceof DepthwiseConvolution2D && parameter.equals("W") ? DEPTHWISE : SAME;
  }

  /** A view in the layer's order. */
  static INDArray toLayer(INDArray weight, List<Integer> axes) {
    return axes.isEmpty()
        ? weight
        : weight.permute(axes.stream().mapToInt(Integer::intValue).toArray());
  }

  /** A view in the project's order. */
  static INDArray toStore(INDArray weight, List<Integer> axes) {
    if (axes.isEmpty()) {
      return weight;
    }
    int[] inverse = new int[axes.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[axes.get(i)] = i;
    }
    return weight.permute(inverse);
  }
}
