package org.sharelab.kernel;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layer normalisation row by row in Java; statistics are double. */
record RowLayerNorm(int rows, int width, double epsilon) implements LayerNormKernel {

  @Override
  public void forward(Tensor x, INDArray gamma, INDArray beta, Tensor y) {
    FloatBuffer from = matrix(x);
    FloatBuffer to = matrix(y);
    float[] scale = Rows.read(vector(gamma), 0, new float[width]);
    float[] shift = Rows.read(vector(beta), 0, new float[width]);
    float[] row = new float[width];
    for (int i = 0; i < rows; i++) {
      from.get(i * width, row);
      Moments moments = Moments.of(row, epsilon);
      for (int j = 0; j < width; j++) {
        row[j] = (float) (scale[j] * moments.normalise(row[j]) + shift[j]);
      }
      to.put(i * width, row);
    }
  }

  @Override
  public void backward(
      Tensor x, Tensor dy, INDArray gamma, Tensor dx, INDArray dGamma, INDArray dBeta) {
    FloatBuffer inputs = matrix(x);
    FloatBuffer gradients = matrix(dy);
    FloatBuffer to = matrix(dx);
    float[] scale = Rows.read(vector(gamma), 0, new float[width]);
    double[] scaleGradient = new double[width];
    double[] shiftGradient = new double[width];
    float[] row = new float[width];
    float[] gradient = new float[width];
    for (int i = 0; i < rows; i++) {
      inputs.get(i * width, row);
      gradients.get(i * width, gradient);
      Moments moments = Moments.of(row, epsilon);
      for (int j = 0; j < width; j++) {
        scaleGradient[j] += gradient[j] * moments.normalise(row[j]);
        shiftGradient[j] += gradient[j];
      }
      rowGradient(row, gradient, scale, moments);
      to.put(i * width, gradient);
    }
    Rows.add(vector(dGamma), scaleGradient);
    Rows.add(vector(dBeta), shiftGradient);
  }

  /** dx = (g - mean(g) - xhat mean(g xhat)) / deviation with g = gamma dy, in place of dy. */
  private void rowGradient(float[] row, float[] gradient, float[] scale, Moments moments) {
    double mean = 0;
    double projection = 0;
    for (int j = 0; j < width; j++) {
      double g = (double) scale[j] * gradient[j];
      mean += g / width;
      projection += g * moments.normalise(row[j]) / width;
    }
    for (int j = 0; j < width; j++) {
      double centred = (double) scale[j] * gradient[j] - mean;
      gradient[j] =
          (float) ((centred - moments.normalise(row[j]) * projection) * moments.inverseDeviation());
    }
  }

  private record Moments(double mean, double inverseDeviation) {
    static Moments of(float[] row, double epsilon) {
      double mean = 0;
      for (float value : row) {
        mean += value;
      }
      mean /= row.length;
      double variance = 0;
      for (float value : row) {
        variance += (value - mean) * (value - mean);
      }
      return new Moments(mean, 1 / Math.sqrt(variance / row.length + epsilon));
    }

    double normalise(float value) {
      return (value - mean) * inverseDeviation;
    }
  }

  private static FloatBuffer matrix(Tensor tensor) {
    return ((OneDnnTensor) tensor).scalars();
  }

  private Pointer vector(INDArray array) {
    return PlainArrays.address(array, width);
  }
}
