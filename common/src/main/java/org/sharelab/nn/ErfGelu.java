package org.sharelab.nn;

import java.util.Arrays;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * GELU with the error function, x (1 + erf(x / sqrt 2)) / 2 (Hendrycks and Gimpel, 2016).
 *
 * <p>Both variants of Deeplearning4j's own activation are approximations of it.
 */
public final class ErfGelu extends BaseActivationFunction {
  private static final long serialVersionUID = 1L;
  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final double INVERSE_SQRT_2PI = 1 / Math.sqrt(2 * Math.PI);

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    if (GeluLoops.accepts(in)) {
      GeluLoops.apply(in);
      return in;
    }
    return in.muli(cumulative(in));
  }

  /** The derivative is Phi(x) + x phi(x). */
  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    assertShape(in, epsilon);
    if (GeluLoops.accepts(in)) {
      GeluLoops.derive(in, sameOrder(epsilon, in));
      return new Pair<>(in, null);
    }
    INDArray density = Transforms.exp(in.mul(in).muli(-0.5), false).muli(INVERSE_SQRT_2PI);
    INDArray derivative = density.muli(in).addi(cumulative(in));
    return new Pair<>(in.assign(derivative.muli(epsilon)), null);
  }

  private static INDArray sameOrder(INDArray array, INDArray like) {
    boolean same = Arrays.equals(array.stride(), like.stride()) && GeluLoops.accepts(array);
    return same ? array : array.dup(like.ordering());
  }

  /** Phi(x), the standard normal distribution function. */
  private static INDArray cumulative(INDArray x) {
    INDArray scaled = x.mul(SQRT_HALF);
    return Nd4j.exec(new Erf(scaled, scaled)).addi(1).muli(0.5);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ErfGelu;
  }

  @Override
  public int hashCode() {
    return ErfGelu.class.hashCode();
  }

  @Override
  public String toString() {
    return "erf-gelu";
  }
}
