package org.sharelab.kernel;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The backward pass of batch norm, with an activation before it, in Java, since oneDNN's rounds the
 * means of the gradient to single precision. That shifts all gradients of a channel by one amount,
 * and where later sums over the channel cancel (biases, shifts of earlier norms) they come out
 * wrong by 1e-4 and more.
 *
 * <p>Here sums are double, and what rounding the means to float loses is given back as one more
 * term:
 *
 * <pre>dx = a (dy - m) + b (x - mean) + rest, a = gamma / deviation, b = -a cov(dy, x) / variance
 * </pre>
 *
 * <p>Memory is read as B x C / X x cells x X, X channels lying together. Per-channel numbers are
 * repeated along short arrays, so that all loops are of one array index and the Java compiler
 * vectorises them.
 */
final class StagedBatchNorm {
  private static final int CHUNK = 1024;

  /** Images after which partial sums in float are moved to double ones. */
  private static final int FOLD = 8;

  private final int batch;
  private final int channels;
  private final int block;
  private final int planes;
  private final int planeSize;
  private final double epsilon;

  private final StagedFunction activation;
  private final float[] u = new float[CHUNK];
  private final float[] x = new float[CHUNK];
  private final float[] dy = new float[CHUNK];
  private final float[] sums = new float[CHUNK];
  private final float[] products = new float[CHUNK];
  private final float[] mean = new float[CHUNK];
  private final float[] gradientMean = new float[CHUNK];
  private final float[] a = new float[CHUNK];
  private final float[] b = new float[CHUNK];
  private final float[] rest = new float[CHUNK];

  /**
   * @param block channels that lie together, X
   * @param activation what was applied before the norm: x = f(u)
   */
  StagedBatchNorm(BatchShape shape, int block, double epsilon, StagedFunction activation) {
    this.activation = activation;
    this.batch = shape.batch();
    this.channels = shape.channels();
    this.block = block;
    this.planes = (channels + block - 1) / block;
    this.planeSize = Math.toIntExact(shape.example().area() * block);
    this.epsilon = epsilon;
  }

  /**
   * Writes the gradient with respect to u, which may take the place of dy.
   *
   * @param means of the forward pass, [C]
   * @param variances of the forward pass, [C]
   * @param dGamma receives sum dy xhat, [C]
   * @param dBeta receives sum dy, [C]
   */
  void backward(
      FloatBuffer inputs,
      FloatBuffer gradients,
      float[] gamma,
      float[] means,
      float[] variances,
      FloatBuffer results,
      double[] dGamma,
      double[] dBeta) {
    double[] sum = new double[block];
    double[] product = new double[block];
    double[] drift = new double[block];
    for (int plane = 0; plane < planes; plane++) {
      int first = plane * block;
      int width = Math.min(block, channels - first);
      for (int lane = 0; lane < block; lane++) {
        repeat(mean, lane, lane < width ? means[first + lane] : 0f);
      }
      reduce(inputs, gradients, plane, sum, product, drift);
      for (int lane = 0; lane < block; lane++) {
        boolean real = lane < width;
        double count = (double) batch * planeSize / block;
        double inverse = real ? 1 / Math.sqrt(variances[first + lane] + epsilon) : 0;
        double scale = real ? gamma[first + lane] * inverse : 0;
        double average = sum[lane] / count;
        // The float mean is not the exact one: correct both the covariance and the offset by it.
        double offset = drift[lane] / count;
        double covariance = product[lane] / count - average * offset;
        double slope = -scale * inverse * inverse * covariance;
        repeat(gradientMean, lane, (float) average);
        repeat(a, lane, (float) scale);
        repeat(b, lane, (float) slope);
        repeat(
            rest,
            lane,
            (float) ((float) scale * ((float) average - average) - (float) slope * offset));
        if (real) {
          dBeta[first + lane] = sum[lane];
          dGamma[first + lane] = (product[lane] - sum[lane] * offset) * inverse;
        }
      }
      apply(inputs, gradients, results, plane);
    }
  }

  /** Per lane: sum dy, sum dy (x - mean), sum (x - mean). */
  private void reduce(
      FloatBuffer inputs,
      FloatBuffer gradients,
      int plane,
      double[] sum,
      double[] product,
      double[] drift) {
    Arrays.fill(sum, 0);
    Arrays.fill(product, 0);
    Arrays.fill(drift, 0);
    float[] offsets = rest;
    Arrays.fill(sums, 0f);
    Arrays.fill(products, 0f);
    Arrays.fill(offsets, 0f);
    for (int n = 0; n < batch; n++) {
      int end = (n * planes + plane + 1) * planeSize;
      for (int start = end - planeSize; start < end; start += chunk()) {
        int length = Math.min(chunk(), end - start);
        inputs.get(start, u, 0, length);
        gradients.get(start, dy, 0, length);
        activation.apply(u, x, length);
        addTo(sums, products, offsets, length);
      }
      if (n % FOLD == FOLD - 1 || n == batch - 1) {
        fold(sums, sum);
        fold(products, product);
        fold(offsets, drift);
      }
    }
  }

  /** One loop per sum: the compiler does not vectorise a loop that writes several arrays. */
  private void addTo(float[] total, float[] product, float[] offset, int length) {
    for (int i = 0; i < length; i++) {
      x[i] -= mean[i];
    }
    for (int i = 0; i < length; i++) {
      total[i] += dy[i];
    }
    for (int i = 0; i < length; i++) {
      product[i] += dy[i] * x[i];
    }
    for (int i = 0; i < length; i++) {
      offset[i] += x[i];
    }
  }

  private void fold(float[] partial, double[] total) {
    for (int start = 0; start < chunk(); start += block) {
      for (int lane = 0; lane < block; lane++) {
        total[lane] += partial[start + lane];
      }
    }
    Arrays.fill(partial, 0f);
  }

  private void apply(FloatBuffer inputs, FloatBuffer gradients, FloatBuffer results, int plane) {
    for (int n = 0; n < batch; n++) {
      int end = (n * planes + plane + 1) * planeSize;
      for (int start = end - planeSize; start < end; start += chunk()) {
        int length = Math.min(chunk(), end - start);
        inputs.get(start, u, 0, length);
        gradients.get(start, dy, 0, length);
        activation.apply(u, x, length);
        transform(length);
        activation.multiplyByDerivative(u, dy, length);
        results.put(start, dy, 0, length);
      }
    }
  }

  private void transform(int length) {
    for (int i = 0; i < length; i++) {
      dy[i] = a[i] * (dy[i] - gradientMean[i]) + (b[i] * (x[i] - mean[i]) + rest[i]);
    }
  }

  /** A whole number of blocks. */
  private int chunk() {
    return CHUNK / block * block;
  }

  private void repeat(float[] pattern, int lane, float value) {
    for (int i = lane; i < chunk(); i += block) {
      pattern[i] = value;
    }
  }
}
