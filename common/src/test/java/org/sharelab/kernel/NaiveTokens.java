package org.sharelab.kernel;

import java.util.Arrays;

/** Operations on sequences of tokens, [B, D, N] row by row, as plain loops in double precision. */
final class NaiveTokens {
  private NaiveTokens() {}

  /** From [B, D, N] to [B, N, D] and, with the sizes swapped, back. */
  static double[] turned(int batch, int width, int tokens, double[] x) {
    double[] y = new double[x.length];
    int size = width * tokens;
    for (int b = 0; b < batch; b++) {
      double[] example = Arrays.copyOfRange(x, b * size, (b + 1) * size);
      System.arraycopy(NaiveMatrix.transpose(width, tokens, example), 0, y, b * size, size);
    }
    return y;
  }

  static double[] prepend(int batch, int width, int tokens, double[] x, double[] token) {
    double[] y = new double[batch * width * (tokens + 1)];
    for (int row = 0; row < batch * width; row++) {
      y[row * (tokens + 1)] = token[row % width];
      System.arraycopy(x, row * tokens, y, row * (tokens + 1) + 1, tokens);
    }
    return y;
  }

  /** All tokens but the first. */
  static double[] rest(int batch, int width, int tokens, double[] y) {
    double[] x = new double[batch * width * tokens];
    for (int row = 0; row < batch * width; row++) {
      System.arraycopy(y, row * (tokens + 1) + 1, x, row * tokens, tokens);
    }
    return x;
  }

  static double[] select(int batch, int width, int tokens, int index, double[] x) {
    double[] y = new double[batch * width];
    Arrays.setAll(y, row -> x[row * tokens + index]);
    return y;
  }

  static double[] spread(int batch, int width, int tokens, int index, double[] dy) {
    double[] dx = new double[batch * width * tokens];
    for (int row = 0; row < dy.length; row++) {
      dx[row * tokens + index] = dy[row];
    }
    return dx;
  }

  /** The sum over the examples. */
  static double[] sum(int batch, double[] x) {
    double[] sum = new double[x.length / batch];
    for (int i = 0; i < x.length; i++) {
      sum[i % sum.length] += x[i];
    }
    return sum;
  }

  static double[] repeat(int batch, double[] example) {
    double[] all = new double[batch * example.length];
    Arrays.setAll(all, i -> example[i % example.length]);
    return all;
  }

  /** Attention from [B, 3D, N] to [B, D, N]. */
  static double[] attention(AttentionShape shape, double[] qkv) {
    double[] y = new double[(int) shape.output().size()];
    for (int i = 0; i < shape.batch() * shape.heads(); i++) {
      write(shape, y, 1, i, 0, head(shape, qkv, i).output());
    }
    return y;
  }

  static double[] attentionBackward(AttentionShape shape, double[] qkv, double[] dy) {
    double[] gradient = new double[qkv.length];
    for (int i = 0; i < shape.batch() * shape.heads(); i++) {
      NaiveMatrix.Head part = head(shape, qkv, i).backward(read(shape, dy, 1, i, 0));
      write(shape, gradient, 3, i, 0, part.q());
      write(shape, gradient, 3, i, 1, part.k());
      write(shape, gradient, 3, i, 2, part.v());
    }
    return gradient;
  }

  private static NaiveMatrix.Head head(AttentionShape shape, double[] qkv, int i) {
    return new NaiveMatrix.Head(
        shape.tokens(),
        shape.headWidth(),
        read(shape, qkv, 3, i, 0),
        read(shape, qkv, 3, i, 1),
        read(shape, qkv, 3, i, 2));
  }

  /** Where a head's [D, N] of one part starts. */
  private static int start(AttentionShape shape, int parts, int i, int part) {
    int example = i / shape.heads() * parts * shape.width();
    int channel = example + part * shape.width() + i % shape.heads() * shape.headWidth();
    return channel * shape.tokens();
  }

  private static double[] read(AttentionShape shape, double[] x, int parts, int i, int part) {
    int start = start(shape, parts, i, part);
    int size = shape.headWidth() * shape.tokens();
    double[] byChannel = Arrays.copyOfRange(x, start, start + size);
    return NaiveMatrix.transpose(shape.headWidth(), shape.tokens(), byChannel);
  }

  private static void write(
      AttentionShape shape, double[] x, int parts, int i, int part, double[] byToken) {
    double[] byChannel = NaiveMatrix.transpose(shape.tokens(), shape.headWidth(), byToken);
    System.arraycopy(byChannel, 0, x, start(shape, parts, i, part), byChannel.length);
  }

  /** Layer norm of each token, [B, D, N] to itself. */
  static double[] perToken(int batch, int width, int tokens, double[] x, Rowwise function) {
    double[] rows = function.apply(turned(batch, width, tokens, x));
    return turned(batch, tokens, width, rows);
  }

  /** A function of a matrix with a row for each token. */
  @FunctionalInterface
  interface Rowwise {
    double[] apply(double[] rows);
  }
}
