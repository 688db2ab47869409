package org.sharelab.kernel;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies of tokens in Java; sums are double.
 *
 * @param tokens of an example of x, N
 * @param width scalars of a token, D
 */
record RowTokens(int batch, int tokens, int width) implements TokenKernel {

  @Override
  public void prepend(Tensor x, INDArray token, Tensor y) {
    FloatBuffer from = scalars(x);
    FloatBuffer to = scalars(y);
    float[] first = Rows.read(PlainArrays.address(token, width), 0, new float[width]);
    for (int b = 0; b < batch; b++) {
      int start = b * (tokens + 1) * width;
      to.put(start, first);
      to.put(start + width, from, b * tokens * width, tokens * width);
    }
  }

  @Override
  public void prependBackward(Tensor dy, Tensor dx, INDArray dToken) {
    FloatBuffer from = scalars(dy);
    FloatBuffer to = scalars(dx);
    float[] first = new float[width];
    double[] sums = new double[width];
    for (int b = 0; b < batch; b++) {
      int start = b * (tokens + 1) * width;
      from.get(start, first);
      for (int c = 0; c < width; c++) {
        sums[c] += first[c];
      }
      to.put(b * tokens * width, from, start + width, tokens * width);
    }
    Rows.add(PlainArrays.address(dToken, width), sums);
  }

  @Override
  public void addPositions(Tensor x, INDArray positions, Tensor y) {
    FloatBuffer from = scalars(x);
    FloatBuffer to = scalars(y);
    int size = tokens * width;
    float[] byChannel = Rows.read(PlainArrays.address(positions, size), 0, new float[size]);
    float[] byToken = new float[size];
    for (int i = 0; i < size; i++) {
      byToken[i] = byChannel[turned(i)];
    }
    float[] example = new float[size];
    for (int b = 0; b < batch; b++) {
      from.get(b * size, example);
      for (int i = 0; i < size; i++) {
        example[i] += byToken[i];
      }
      to.put(b * size, example);
    }
  }

  @Override
  public void positionsBackward(Tensor dy, INDArray dPositions) {
    int size = tokens * width;
    double[] byToken = Rows.columnSums(scalars(dy), batch, size);
    double[] byChannel = new double[size];
    for (int i = 0; i < size; i++) {
      byChannel[turned(i)] = byToken[i];
    }
    Rows.add(PlainArrays.address(dPositions, size), byChannel);
  }

  /** Where the i-th scalar of an example's tokens is in a row-major [D, N]. */
  private int turned(int i) {
    return i % width * tokens + i / width;
  }

  @Override
  public void select(Tensor x, int index, Tensor y) {
    for (int b = 0; b < batch; b++) {
      scalars(y).put(b * width, scalars(x), (b * tokens + index) * width, width);
    }
  }

  @Override
  public void selectBackward(Tensor dy, int index, Tensor dx) {
    FloatBuffer to = scalars(dx);
    float[] zeros = new float[tokens * width];
    for (int b = 0; b < batch; b++) {
      to.put(b * zeros.length, zeros);
      to.put((b * tokens + index) * width, scalars(dy), b * width, width);
    }
  }

  private static FloatBuffer scalars(Tensor tensor) {
    return ((OneDnnTensor) tensor).scalars();
  }
}
