package org.sharelab.kernel;

import java.util.Optional;
import org.sharelab.model.Operation.Activation;

/**
 * {@link StagedLoops} that the Java compiler vectorises: of one array index, over few arrays (with
 * four or more it often does not), with sums, products, one quotient, minimum and maximum only.
 * Numbers per channel are repeated over a whole chunk.
 */
final class PlainLoops implements StagedLoops {
  private static final int CHUNKS_PER_FOLD = 8;

  @Override
  public boolean isVector() {
    return false;
  }

  @Override
  public int lanes() {
    return CHUNK;
  }

  @Override
  public int chunksPerFold() {
    return CHUNKS_PER_FOLD;
  }

  @Override
  public Optional<StagedFunction> function(Activation.Function function) {
    return switch (function) {
      case GELU -> Optional.of(new PlainGelu());
      case RELU -> Optional.of(new StagedFunction.Relu());
      case SILU, SIGMOID -> Optional.empty();
    };
  }

  @Override
  public void multiply(float[] d, float[] dy, int length) {
    for (int i = 0; i < length; i++) {
      dy[i] *= d[i];
    }
  }

  @Override
  public void add(float[] r, float[] x, int length) {
    for (int i = 0; i < length; i++) {
      x[i] += r[i];
    }
  }

  @Override
  public void addMoments(float[] x, int length, float[] shift, float[] sums, float[] squares) {
    // One loop per sum: the compiler does not vectorise a loop that writes several arrays.
    for (int i = 0; i < length; i++) {
      sums[i] += x[i] - shift[i];
    }
    for (int i = 0; i < length; i++) {
      float centred = x[i] - shift[i];
      squares[i] += centred * centred;
    }
  }

  @Override
  public void normalize(float[] x, int length, float[] mean, float[] scale, float[] offset) {
    subtract(mean, x, length);
    multiply(scale, x, length);
    add(offset, x, length);
  }

  private static void subtract(float[] m, float[] x, int length) {
    for (int i = 0; i < length; i++) {
      x[i] -= m[i];
    }
  }

  @Override
  public void addSums(float[] x, int length, float[] sums) {
    for (int i = 0; i < length; i++) {
      sums[i] += x[i];
    }
  }

  @Override
  public void addProducts(
      float[] x, float[] dy, int length, float[] mean, float[] sums, float[] products) {
    addSums(dy, length, sums);
    for (int i = 0; i < length; i++) {
      products[i] += dy[i] * (x[i] - mean[i]);
    }
  }

  @Override
  public void normGradient(float[] x, float[] d, float[] dy, int length, Gradient g) {
    subtract(g.mean(), x, length);
    multiply(g.b(), x, length);
    add(g.rest(), x, length);
    subtract(g.gradientMean(), dy, length);
    multiply(g.a(), dy, length);
    add(x, dy, length);
    multiply(d, dy, length);
  }
}
