package org.sharelab.model;

import java.io.Serializable;
import java.util.List;

/**
 * A layer of an {@link Architecture}, with its shapes inferred.
 *
 * @param name unique in the architecture; parts are joined by dots, such as {@code
 *     block3.pointwise}
 * @param inputs names of the layers it reads, or {@link Architecture#INPUT}
 */
public record LayerSpec(
    String name,
    Operation operation,
    List<String> inputs,
    List<FeatureShape> inputShapes,
    FeatureShape outputShape)
    implements Serializable {
  public LayerSpec {
    inputs = List.copyOf(inputs);
    inputShapes = List.copyOf(inputShapes);
  }

  /** The first layer it reads; for most layers the only one. */
  public String source() {
    return inputs.get(0);
  }

  /** Its parameter tensors, in storage order. */
  public List<ParameterSpec> parameters() {
    return operation.parameters(inputShapes.get(0));
  }

  /** Multiply-adds per example. */
  public long macs() {
    return operation.macs(inputShapes.get(0), outputShape);
  }
}
