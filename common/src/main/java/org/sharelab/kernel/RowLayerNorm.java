package org.sharelab.kernel;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layer normalisation row by row in Java. */
final class RowLayerNorm implements LayerNormKernel {
  /** Rows whose gradients are added up in float, before they are added to double sums. */
  private static final int GROUP = 64;

  private final int rows;
  private final int width;
  private final double epsilon;
  private final RowLoops loops;
  private final float[] row;
  private final float[] gradient;

  RowLayerNorm(int rows, int width, double epsilon) {
    this.rows = rows;
    this.width = width;
    this.epsilon = epsilon;
    this.loops = RowLoops.of(width);
    this.row = new float[width];
    this.gradient = new float[width];
  }

  @Override
  public void forward(Tensor x, INDArray gamma, INDArray beta, Tensor y) {
    FloatBuffer from = matrix(x);
    FloatBuffer to = matrix(y);
    float[] scale = Rows.read(vector(gamma), 0, new float[width]);
    float[] shift = Rows.read(vector(beta), 0, new float[width]);
    for (int i = 0; i < rows; i++) {
      from.get(i * width, row);
      loops.normalise(row, width, epsilon);
      loops.affine(row, scale, shift, width);
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
    for (int start = 0; start < rows; start += GROUP) {
      float[] products = new float[width];
      float[] sums = new float[width];
      int end = Math.min(rows, start + GROUP);
      for (int i = start; i < end; i++) {
        inputs.get(i * width, row);
        gradients.get(i * width, gradient);
        float inverse = loops.normalise(row, width, epsilon);
        loops.addProducts(row, gradient, products, sums, width);
        loops.normGradient(row, gradient, scale, inverse, width);
        to.put(i * width, gradient);
      }
      for (int j = 0; j < width; j++) {
        scaleGradient[j] += products[j];
        shiftGradient[j] += sums[j];
      }
    }
    Rows.add(vector(dGamma), scaleGradient);
    Rows.add(vector(dBeta), shiftGradient);
  }

  private static FloatBuffer matrix(Tensor tensor) {
    return ((OneDnnTensor) tensor).scalars();
  }

  private Pointer vector(INDArray array) {
    return PlainArrays.address(array, width);
  }
}
