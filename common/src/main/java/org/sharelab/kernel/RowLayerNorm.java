package org.sharelab.kernel;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layer normalisation row by row in Java; statistics are double. */
record RowLayerNorm(int rows, int width, double epsilon) implements LayerNormKernel {

  @Override
  public void forward(INDArray x, INDArray gamma, INDArray beta, INDArray y) {
    Pointer from = matrix(x);
    Pointer to = matrix(y);
    float[] scale = Rows.read(vector(gamma), 0, new float[width]);
    float[] shift = Rows.read(vector(beta), 0, new float[width]);
    float[] row = new float[width];
    for (int i = 0; i < rows; i++) {
      Moments moments = Moments.of(Rows.read(from, start(i), row), epsilon);
      for (int j = 0; j < width; j++) {
        row[j] = (float) (scale[j] * moments.normalise(row[j]) + shift[j]);
      }
      Rows.write(to, start(i), row);
    }
  }

  @Override
  public void backward(
      INDArray x, INDArray dy, INDArray gamma, INDArray dx, INDArray dGamma, INDArray dBeta) {
    Pointer inputs = matrix(x);
    Pointer gradients = matrix(dy);
    Pointer to = matrix(dx);
    float[] scale = Rows.read(vector(gamma), 0, new float[width]);
    double[] scaleGradient = new double[width];
    double[] shiftGradient = new double[width];
    float[] row = new float[width];
    float[] gradient = new float[width];
    for (int i = 0; i < rows; i++) {
      Moments moments = Moments.of(Rows.read(inputs, start(i), row), epsilon);
      Rows.read(gradients, start(i), gradient);
      for (int j = 0; j < width; j++) {
        scaleGradient[j] += gradient[j] * moments.normalise(row[j]);
        shiftGradient[j] += gradient[j];
      }
      rowGradient(row, gradient, scale, moments);
      Rows.write(to, start(i), gradient);
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

  private long start(int row) {
    return (long) row * width;
  }

  private Pointer matrix(INDArray array) {
    return PlainArrays.address(array, (long) rows * width);
  }

  private Pointer vector(INDArray array) {
    return PlainArrays.address(array, width);
  }
}
