package org.sharelab.kernel;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sharelab.model.Operation.Activation;

/**
 * {@link StagedLoops} in Java's vectors: a cell is one vector.
 *
 * <p>Reached by name only (see {@link VectorModule}) and compiled apart, since its module may be
 * absent.
 */
final class VectorLoops implements StagedLoops {
  static final VectorSpecies<Float> CELL = FloatVector.SPECIES_PREFERRED;
  static final int LANES = CELL.length();

  /**
   * Scalars that are added up by themselves first. Gradients of an image behind a global pooling
   * are all the same, so that rounding adds up too: with one sum for a chunk it came to 3e-5 of
   * some biases' gradients.
   */
  private static final int GROUP = 16 * LANES;

  @Override
  public boolean isVector() {
    return true;
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public int chunksPerFold() {
    return 1;
  }

  @Override
  public Optional<StagedFunction> function(Activation.Function function) {
    return switch (function) {
      case GELU -> Optional.of(new VectorGelu());
      case RELU -> Optional.of(new StagedFunction.Relu());
      case SILU, SIGMOID -> Optional.empty();
    };
  }

  @Override
  public void multiply(float[] d, float[] dy, int length) {
    for (int i = 0; i < length; i += LANES) {
      load(dy, i).mul(load(d, i)).intoArray(dy, i);
    }
  }

  @Override
  public void add(float[] r, float[] x, int length) {
    for (int i = 0; i < length; i += LANES) {
      load(x, i).add(load(r, i)).intoArray(x, i);
    }
  }

  @Override
  public void addMoments(float[] x, int length, float[] shift, float[] sums, float[] squares) {
    FloatVector origin = load(shift, 0);
    FloatVector sum = load(sums, 0);
    FloatVector square = load(squares, 0);
    for (int start = 0; start < length; start += GROUP) {
      int end = Math.min(start + GROUP, length);
      FloatVector groupSum = FloatVector.zero(CELL);
      FloatVector groupSquare = groupSum;
      for (int i = start; i < end; i += LANES) {
        FloatVector centred = load(x, i).sub(origin);
        groupSum = groupSum.add(centred);
        groupSquare = centred.fma(centred, groupSquare);
      }
      sum = sum.add(groupSum);
      square = square.add(groupSquare);
    }
    sum.intoArray(sums, 0);
    square.intoArray(squares, 0);
  }

  @Override
  public void normalize(float[] x, int length, float[] mean, float[] scale, float[] offset) {
    FloatVector m = load(mean, 0);
    FloatVector a = load(scale, 0);
    FloatVector b = load(offset, 0);
    for (int i = 0; i < length; i += LANES) {
      load(x, i).sub(m).fma(a, b).intoArray(x, i);
    }
  }

  @Override
  public void addSums(float[] x, int length, float[] sums) {
    FloatVector sum = load(sums, 0);
    for (int start = 0; start < length; start += GROUP) {
      int end = Math.min(start + GROUP, length);
      FloatVector groupSum = FloatVector.zero(CELL);
      for (int i = start; i < end; i += LANES) {
        groupSum = groupSum.add(load(x, i));
      }
      sum = sum.add(groupSum);
    }
    sum.intoArray(sums, 0);
  }

  @Override
  public void addProducts(
      float[] x, float[] dy, int length, float[] mean, float[] sums, float[] products) {
    FloatVector m = load(mean, 0);
    FloatVector sum = load(sums, 0);
    FloatVector product = load(products, 0);
    for (int start = 0; start < length; start += GROUP) {
      int end = Math.min(start + GROUP, length);
      FloatVector groupSum = FloatVector.zero(CELL);
      FloatVector groupProduct = groupSum;
      for (int i = start; i < end; i += LANES) {
        FloatVector gradient = load(dy, i);
        groupSum = groupSum.add(gradient);
        groupProduct = load(x, i).sub(m).fma(gradient, groupProduct);
      }
      sum = sum.add(groupSum);
      product = product.add(groupProduct);
    }
    sum.intoArray(sums, 0);
    product.intoArray(products, 0);
  }

  @Override
  public void normGradient(float[] x, float[] d, float[] dy, int length, Gradient gradient) {
    FloatVector mean = load(gradient.mean(), 0);
    FloatVector gradientMean = load(gradient.gradientMean(), 0);
    FloatVector a = load(gradient.a(), 0);
    FloatVector b = load(gradient.b(), 0);
    FloatVector rest = load(gradient.rest(), 0);
    for (int i = 0; i < length; i += LANES) {
      FloatVector along = load(x, i).sub(mean).fma(b, rest);
      FloatVector through = load(dy, i).sub(gradientMean).fma(a, along);
      through.mul(load(d, i)).intoArray(dy, i);
    }
  }

  private static FloatVector load(float[] array, int start) {
    return FloatVector.fromArray(CELL, array, start);
  }
}
