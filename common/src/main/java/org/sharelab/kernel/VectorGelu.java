package org.sharelab.kernel;

import static org.sharelab.kernel.GeluFit.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * {@link GeluFit} in Java's vectors.
 *
 * <p>Magnitudes are cut to the bounds as integers, which order as the floats do: floating-point
 * minimum and maximum take several instructions each. That cuts what is not a number too; values
 * get it back from the factor u.
 */
final class VectorGelu implements StagedFunction {
  private static final int SIGN = 0x8000_0000;
  private static final int MAGNITUDE = 0x7fff_ffff;

  @Override
  public void value(float[] u, float[] x, int length) {
    FloatVector p5 = constant(P5);
    FloatVector p4 = constant(P4);
    FloatVector p3 = constant(P3);
    FloatVector p2 = constant(P2);
    FloatVector p1 = constant(P1);
    FloatVector p0 = constant(P0);
    FloatVector q6 = constant(Q6);
    FloatVector q5 = constant(Q5);
    FloatVector q4 = constant(Q4);
    FloatVector q3 = constant(Q3);
    FloatVector q2 = constant(Q2);
    FloatVector q1 = constant(Q1);
    FloatVector one = constant(1f);
    for (int i = 0; i < length; i += VectorLoops.LANES) {
      FloatVector v = FloatVector.fromArray(VectorLoops.CELL, u, i);
      IntVector bits = v.reinterpretAsInts();
      FloatVector z = cut(bits, CDF_BOUND);
      FloatVector s = z.mul(z);
      FloatVector p = p5.fma(s, p4).fma(s, p3).fma(s, p2).fma(s, p1).fma(s, p0);
      FloatVector q = q6.fma(s, q5).fma(s, q4).fma(s, q3).fma(s, q2).fma(s, q1).fma(s, one);
      v.mul(signed(z.mul(p).div(q), bits).add(0.5f)).intoArray(x, i);
    }
  }

  @Override
  public void derivative(float[] u, float[] d, int length) {
    FloatVector p6 = constant(DP6);
    FloatVector p5 = constant(DP5);
    FloatVector p4 = constant(DP4);
    FloatVector p3 = constant(DP3);
    FloatVector p2 = constant(DP2);
    FloatVector p1 = constant(DP1);
    FloatVector p0 = constant(DP0);
    FloatVector q7 = constant(DQ7);
    FloatVector q6 = constant(DQ6);
    FloatVector q5 = constant(DQ5);
    FloatVector q4 = constant(DQ4);
    FloatVector q3 = constant(DQ3);
    FloatVector q2 = constant(DQ2);
    FloatVector q1 = constant(DQ1);
    FloatVector one = constant(1f);
    for (int i = 0; i < length; i += VectorLoops.LANES) {
      IntVector bits = FloatVector.fromArray(VectorLoops.CELL, u, i).reinterpretAsInts();
      FloatVector z = cut(bits, DERIVATIVE_BOUND);
      FloatVector s = z.mul(z);
      FloatVector p = p6.fma(s, p5).fma(s, p4).fma(s, p3).fma(s, p2).fma(s, p1).fma(s, p0);
      FloatVector q = q7.fma(s, q6).fma(s, q5).fma(s, q4).fma(s, q3).fma(s, q2).fma(s, q1);
      signed(z.mul(p).div(q.fma(s, one)), bits).add(0.5f).intoArray(d, i);
    }
  }

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(VectorLoops.CELL, value);
  }

  /** The smaller of a magnitude and a bound. */
  private static FloatVector cut(IntVector bits, float bound) {
    return bits.and(MAGNITUDE).min(Float.floatToRawIntBits(bound)).reinterpretAsFloats();
  }

  /** A magnitude with the sign of other bits. */
  private static FloatVector signed(FloatVector magnitude, IntVector bits) {
    return magnitude.reinterpretAsInts().or(bits.and(SIGN)).reinterpretAsFloats();
  }
}
