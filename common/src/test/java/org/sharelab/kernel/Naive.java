package org.sharelab.kernel;

import java.util.function.DoubleUnaryOperator;
import org.sharelab.model.Operation.Activation;
import org.sharelab.model.Operation.Convolution;

/** The primitives as plain loops in double precision, straight from their definitions. */
final class Naive {
  private Naive() {}

  /** Index into B x C x H x W. */
  static int at(BatchShape shape, int b, int c, int i, int j) {
    return ((b * shape.channels() + c) * shape.height() + i) * shape.width() + j;
  }

  /**
   * What a convolution multiplies: calls back for every (output, input, weight) triple of indices.
   */
  interface Triple {
    void accept(int output, int input, int weight);
  }

  static void eachProduct(ConvolutionShape shape, Triple action) {
    Convolution o = shape.operation();
    BatchShape in = shape.input();
    BatchShape out = shape.output();
    int perGroupIn = shape.inChannelsPerGroup();
    int perGroupOut = o.outChannels() / o.groups();
    for (int b = 0; b < in.batch(); b++) {
      for (int c = 0; c < o.outChannels(); c++) {
        for (int i = 0; i < out.height(); i++) {
          for (int j = 0; j < out.width(); j++) {
            for (int d = 0; d < perGroupIn; d++) {
              for (int p = 0; p < o.kernel(); p++) {
                for (int q = 0; q < o.kernel(); q++) {
                  int row = i * o.stride() + p - o.padBefore();
                  int column = j * o.stride() + q - o.padBefore();
                  if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                    int from = c / perGroupOut * perGroupIn + d;
                    action.accept(
                        at(out, b, c, i, j),
                        at(in, b, from, row, column),
                        ((c * perGroupIn + d) * o.kernel() + p) * o.kernel() + q);
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  static double[] convolution(ConvolutionShape shape, double[] x, double[] w, double[] bias) {
    double[] y = new double[(int) shape.output().size()];
    if (bias != null) {
      BatchShape out = shape.output();
      for (int k = 0; k < y.length; k++) {
        y[k] = bias[channel(out, k)];
      }
    }
    eachProduct(shape, (o, i, k) -> y[o] += x[i] * w[k]);
    return y;
  }

  static double[] convolutionBackwardData(ConvolutionShape shape, double[] dy, double[] w) {
    double[] dx = new double[(int) shape.input().size()];
    eachProduct(shape, (o, i, k) -> dx[i] += dy[o] * w[k]);
    return dx;
  }

  static double[] convolutionBackwardWeights(ConvolutionShape shape, double[] x, double[] dy) {
    double[] dw = new double[(int) ConvolutionGradient.weightSize(shape)];
    eachProduct(shape, (o, i, k) -> dw[k] += dy[o] * x[i]);
    return dw;
  }

  /** Which channel the k-th scalar of a tensor is in. */
  static int channel(BatchShape shape, int k) {
    return (int) (k / shape.example().area() % shape.channels());
  }

  static double[] channelSums(BatchShape shape, double[] x) {
    double[] sums = new double[shape.channels()];
    for (int k = 0; k < x.length; k++) {
      sums[channel(shape, k)] += x[k];
    }
    return sums;
  }

  static double[] means(BatchShape shape, double[] x) {
    double[] means = channelSums(shape, x);
    for (int c = 0; c < means.length; c++) {
      means[c] /= shape.perChannel();
    }
    return means;
  }

  static double[] variances(BatchShape shape, double[] x) {
    double[] means = means(shape, x);
    double[] squares = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      double centred = x[k] - means[channel(shape, k)];
      squares[k] = centred * centred;
    }
    return means(shape, squares);
  }

  static double[] normalise(
      BatchShape shape, double[] x, double[] means, double[] variances, double epsilon) {
    double[] y = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      int c = channel(shape, k);
      y[k] = (x[k] - means[c]) / Math.sqrt(variances[c] + epsilon);
    }
    return y;
  }

  static double[] affine(BatchShape shape, double[] x, double[] gamma, double[] beta) {
    double[] y = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      int c = channel(shape, k);
      y[k] = gamma[c] * x[k] + beta[c];
    }
    return y;
  }

  /** The textbook form: dx = gamma / sd (dy - mean(dy) - xhat mean(dy xhat)). */
  static double[] batchNormBackward(
      BatchShape shape, double[] x, double[] dy, double[] gamma, double epsilon) {
    double[] variances = variances(shape, x);
    double[] normal = normalise(shape, x, means(shape, x), variances, epsilon);
    double[] products = multiply(dy, normal);
    double[] meanGradient = means(shape, dy);
    double[] meanProduct = means(shape, products);
    double[] dx = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      int c = channel(shape, k);
      dx[k] =
          gamma[c]
              / Math.sqrt(variances[c] + epsilon)
              * (dy[k] - meanGradient[c] - normal[k] * meanProduct[c]);
    }
    return dx;
  }

  static double[] multiply(double[] a, double[] b) {
    double[] y = new double[a.length];
    for (int k = 0; k < a.length; k++) {
      y[k] = a[k] * b[k];
    }
    return y;
  }

  static double[] map(double[] x, DoubleUnaryOperator function) {
    double[] y = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      y[k] = function.applyAsDouble(x[k]);
    }
    return y;
  }

  static double activation(Activation.Function function, double x) {
    return switch (function) {
      case RELU -> Double.isNaN(x) ? x : Math.max(0, x);
      case GELU -> x * normalCdf(x);
      case SILU -> x / (1 + Math.exp(-x));
      case SIGMOID -> 1 / (1 + Math.exp(-x));
    };
  }

  static double derivative(Activation.Function function, double x) {
    double s = 1 / (1 + Math.exp(-x));
    return switch (function) {
      case RELU -> x > 0 ? 1 : 0;
      case GELU -> normalCdf(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
      case SILU -> s * (1 + x * (1 - s));
      case SIGMOID -> s * (1 - s);
    };
  }

  /**
   * Phi(x) to double precision: 1/2 + phi(x) (x + x^3/3 + x^5/(3 5) + ...), whose terms are all of
   * one sign; beyond 9 it is 0 or 1 to 1e-18.
   */
  static double normalCdf(double x) {
    if (!(Math.abs(x) < 9)) {
      return Double.isNaN(x) ? x : x > 0 ? 1 : 0;
    }
    double term = x;
    double sum = x;
    for (int k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}
