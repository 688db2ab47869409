package org.sharelab.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.sharelab.kernel.Gemm.Matrix;

/** Attention by oneDNN's gemm, one head after another, with the softmax in Java. */
final class GemmAttention implements AttentionKernel {
  private final AttentionShape shape;
  private final int tokens;
  private final float scale;
  private final OneDnnTensor scoreGradients;
  private final RowLoops loops = RowLoops.padded();
  private final float[] row;
  private final float[] gradientRow;

  GemmAttention(OneDnnSession session, AttentionShape shape) {
    this.shape = shape;
    this.tokens = shape.tokens();
    this.scale = (float) (1 / Math.sqrt(shape.headWidth()));
    BatchShape one = BatchShape.of(1, 1, tokens, tokens);
    OneDnnLayout layout = session.layout(one, Layout.PLAIN);
    scoreGradients =
        new OneDnnTensor(session, one, layout, session.memory.allocate(layout.bytes()).at(0));
    row = new float[loops.pad(tokens)];
    gradientRow = new float[loops.pad(tokens)];
  }

  @Override
  public void weigh(Tensor qkv, Tensor weights) {
    FloatBuffer scores = ((OneDnnTensor) weights).scalars();
    int d = shape.headWidth();
    for (int i = 0; i < shape.batch() * shape.heads(); i++) {
      Matrix queries = part(qkv, i, Part.QUERIES);
      Matrix keys = part(qkv, i, Part.KEYS).turned();
      Gemm.multiply(tokens, tokens, d, scale, queries, keys, 0f, weights(weights, i));
      for (int start = 0; start < tokens * tokens; start += tokens) {
        int first = i * tokens * tokens + start;
        Arrays.fill(row, Float.NEGATIVE_INFINITY);
        scores.get(first, row, 0, tokens);
        loops.softmax(row, row.length);
        scores.put(first, row, 0, tokens);
      }
    }
  }

  @Override
  public void mix(Tensor qkv, Tensor weights, Tensor y) {
    int d = shape.headWidth();
    for (int i = 0; i < shape.batch() * shape.heads(); i++) {
      Matrix values = part(qkv, i, Part.VALUES);
      Gemm.multiply(tokens, d, tokens, 1f, weights(weights, i), values, 0f, output(y, i));
    }
  }

  @Override
  public void backward(Tensor qkv, Tensor weights, Tensor dy, Tensor dqkv) {
    Matrix ds = Matrix.of(OneDnnTensor.memory(scoreGradients).address(), tokens);
    int d = shape.headWidth();
    for (int i = 0; i < shape.batch() * shape.heads(); i++) {
      Matrix p = weights(weights, i);
      Matrix g = output(dy, i);
      Gemm.multiply(tokens, d, tokens, 1f, p.turned(), g, 0f, part(dqkv, i, Part.VALUES));
      Matrix values = part(qkv, i, Part.VALUES).turned();
      Gemm.multiply(tokens, tokens, d, 1f, g, values, 0f, ds);
      softmaxGradient(((OneDnnTensor) weights).scalars(), i * tokens * tokens);
      Matrix keys = part(qkv, i, Part.KEYS);
      Gemm.multiply(tokens, d, tokens, scale, ds, keys, 0f, part(dqkv, i, Part.QUERIES));
      Matrix queries = part(qkv, i, Part.QUERIES);
      Gemm.multiply(tokens, d, tokens, scale, ds.turned(), queries, 0f, part(dqkv, i, Part.KEYS));
    }
  }

  /** The gradients of a head's scores, in place of those of its weights. */
  private void softmaxGradient(FloatBuffer weights, int first) {
    FloatBuffer gradients = scoreGradients.scalars();
    Arrays.fill(row, 0);
    for (int start = 0; start < tokens * tokens; start += tokens) {
      weights.get(first + start, row, 0, tokens);
      gradients.get(start, gradientRow, 0, tokens);
      Arrays.fill(gradientRow, tokens, gradientRow.length, 0);
      loops.softmaxGradient(row, gradientRow, row.length);
      gradients.put(start, gradientRow, 0, tokens);
    }
  }

  /** In the order in which they lie in a token. */
  private enum Part {
    QUERIES,
    KEYS,
    VALUES
  }

  /** [N, D] of the i-th head, counted through all examples. */
  private Matrix part(Tensor qkv, int i, Part part) {
    int stride = 3 * shape.width();
    return head(qkv, i, stride, part.ordinal() * shape.width());
  }

  private Matrix output(Tensor y, int i) {
    return head(y, i, shape.width(), 0);
  }

  private Matrix head(Tensor tensor, int i, int stride, int first) {
    long example = (long) (i / shape.heads()) * tokens * stride;
    return at(tensor, example + first + i % shape.heads() * shape.headWidth(), stride);
  }

  private Matrix weights(Tensor weights, int i) {
    return at(weights, (long) i * tokens * tokens, tokens);
  }

  private static Matrix at(Tensor tensor, long scalar, int stride) {
    Pointer start = OneDnnTensor.memory(tensor).address();
    long address = start.address() + scalar * Float.BYTES;
    return Matrix.of(new NativeMemory.Address(address), stride);
  }
}
