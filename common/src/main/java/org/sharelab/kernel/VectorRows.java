package org.sharelab.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link RowLoops} in Java's vectors. Reached by name only and compiled apart, as {@link
 * VectorLoops}.
 */
final class VectorRows implements RowLoops {
  private static final int LANES = VectorLoops.LANES;

  /** Adding it rounds to a whole number, which is then in the lowest bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final float LOG2_E = 1.44269504f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  /** Its exponential is the smallest normal number or a little more. */
  private static final float LOWEST = -87.3f;

  private static final int EXPONENT_SHIFT = 23;
  private static final int EXPONENT_OF_ONE = 127 << EXPONENT_SHIFT;

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void softmax(float[] scores, int length) {
    FloatVector sum = exponentials(scores, length, largest(scores, length));
    FloatVector share =
        FloatVector.broadcast(VectorLoops.CELL, 1 / sum.reduceLanes(VectorOperators.ADD));
    for (int i = 0; i < length; i += LANES) {
      load(scores, i).mul(share).intoArray(scores, i);
    }
  }

  private static float largest(float[] scores, int length) {
    FloatVector largest = load(scores, 0);
    for (int i = LANES; i < length; i += LANES) {
      largest = largest.max(load(scores, i));
    }
    return largest.reduceLanes(VectorOperators.MAX);
  }

  /** Scores to exponentials of what they are below the largest; gives their sums. */
  private static FloatVector exponentials(float[] scores, int length, float largest) {
    FloatVector sum = FloatVector.zero(VectorLoops.CELL);
    for (int i = 0; i < length; i += LANES) {
      FloatVector e = exponential(load(scores, i).sub(largest).max(LOWEST));
      sum = sum.add(e);
      e.intoArray(scores, i);
    }
    return sum;
  }

  /** 2^k e^r with r at most ln 2 / 2; the polynomial is that of Cephes' expf. */
  private static FloatVector exponential(FloatVector x) {
    FloatVector rounded = x.mul(LOG2_E).add(ROUNDER);
    FloatVector k = rounded.sub(ROUNDER);
    FloatVector r = x.sub(k.mul(LN2_HIGH)).sub(k.mul(LN2_LOW));
    FloatVector p = r.mul(1.9875691500e-4f).add(1.3981999507e-3f);
    p = p.mul(r).add(8.3334519073e-3f);
    p = p.mul(r).add(4.1665795894e-2f);
    p = p.mul(r).add(1.6666665459e-1f);
    p = p.mul(r).add(5.0000001201e-1f);
    FloatVector power =
        rounded
            .reinterpretAsInts()
            .lanewise(VectorOperators.LSHL, EXPONENT_SHIFT)
            .add(EXPONENT_OF_ONE)
            .reinterpretAsFloats();
    return p.mul(r.mul(r)).add(r).add(1f).mul(power);
  }

  @Override
  public void softmaxGradient(float[] p, float[] dp, int length) {
    FloatVector sum = FloatVector.zero(VectorLoops.CELL);
    for (int i = 0; i < length; i += LANES) {
      sum = load(p, i).fma(load(dp, i), sum);
    }
    float projection = sum.reduceLanes(VectorOperators.ADD);
    for (int i = 0; i < length; i += LANES) {
      load(dp, i).sub(projection).mul(load(p, i)).intoArray(dp, i);
    }
  }

  @Override
  public float normalise(float[] x, int length, double epsilon) {
    FloatVector sum = FloatVector.zero(VectorLoops.CELL);
    for (int i = 0; i < length; i += LANES) {
      sum = sum.add(load(x, i));
    }
    float mean = sum.reduceLanes(VectorOperators.ADD) / length;
    double variance = squares(x, length, mean) / length;
    float inverse = (float) (1 / Math.sqrt(variance + epsilon));
    for (int i = 0; i < length; i += LANES) {
      load(x, i).sub(mean).mul(inverse).intoArray(x, i);
    }
    return inverse;
  }

  private static double squares(float[] x, int length, float mean) {
    FloatVector sum = FloatVector.zero(VectorLoops.CELL);
    for (int i = 0; i < length; i += LANES) {
      FloatVector centred = load(x, i).sub(mean);
      sum = centred.fma(centred, sum);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  @Override
  public void affine(float[] x, float[] scale, float[] shift, int length) {
    for (int i = 0; i < length; i += LANES) {
      load(x, i).fma(load(scale, i), load(shift, i)).intoArray(x, i);
    }
  }

  @Override
  public void addProducts(float[] x, float[] dy, float[] products, float[] sums, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector gradient = load(dy, i);
      load(x, i).fma(gradient, load(products, i)).intoArray(products, i);
      load(sums, i).add(gradient).intoArray(sums, i);
    }
  }

  @Override
  public void normGradient(float[] x, float[] dy, float[] scale, float inverse, int length) {
    FloatVector sum = FloatVector.zero(VectorLoops.CELL);
    FloatVector product = sum;
    for (int i = 0; i < length; i += LANES) {
      FloatVector g = load(dy, i).mul(load(scale, i));
      sum = sum.add(g);
      product = g.fma(load(x, i), product);
    }
    float mean = sum.reduceLanes(VectorOperators.ADD) / length;
    float along = product.reduceLanes(VectorOperators.ADD) / length;
    for (int i = 0; i < length; i += LANES) {
      FloatVector g = load(dy, i).mul(load(scale, i)).sub(mean);
      g.sub(load(x, i).mul(along)).mul(inverse).intoArray(dy, i);
    }
  }

  private static FloatVector load(float[] array, int start) {
    return FloatVector.fromArray(VectorLoops.CELL, array, start);
  }
}
