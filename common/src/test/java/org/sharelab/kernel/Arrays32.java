package org.sharelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.random.Seed;

/** Float arrays of tests and their comparison with double ones. */
final class Arrays32 {
  private Arrays32() {}

  /** Standard normal draws, rounded to float. */
  static double[] normal(String name, long size) {
    RandomGenerator random = Seed.of(7).derive(name).generator();
    double[] values = new double[(int) size];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) random.nextGaussian();
    }
    return values;
  }

  static INDArray of(double[] values, long... shape) {
    float[] floats = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      floats[k] = (float) values[k];
    }
    return shape.length == 0 ? Nd4j.createFromArray(floats) : Nd4j.create(floats, shape, 'c');
  }

  static INDArray empty(long... shape) {
    return Nd4j.create(DataType.FLOAT, shape);
  }

  /** Largest difference over the largest absolute value expected; all must be finite. */
  static double relativeError(INDArray actual, double[] expected) {
    float[] values = actual.dup('c').reshape(actual.length()).toFloatVector();
    assertThat(values).hasSameSizeAs(expected);
    double difference = 0;
    double scale = 0;
    for (int k = 0; k < expected.length; k++) {
      double error = Math.abs(values[k] - expected[k]);
      difference = Math.max(difference, Double.isNaN(error) ? Double.POSITIVE_INFINITY : error);
      scale = Math.max(scale, Math.abs(expected[k]));
    }
    return scale == 0 ? difference : difference / scale;
  }
}
