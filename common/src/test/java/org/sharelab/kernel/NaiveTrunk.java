package org.sharelab.kernel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sharelab.model.Architecture;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;
import org.sharelab.sharing.Slot;

/** Forward and backward pass of an architecture in double precision, layer by layer. */
final class NaiveTrunk {
  private final Architecture trunk;
  private final int batch;
  private final Map<Slot, double[]> parameters;
  private final Map<String, double[]> outputs = new HashMap<>();
  private final Map<String, double[]> gradients = new HashMap<>();
  private final Map<Slot, double[]> parameterGradients = new LinkedHashMap<>();
  private final boolean training;

  NaiveTrunk(Architecture trunk, int batch, Map<Slot, double[]> parameters, boolean training) {
    this.trunk = trunk;
    this.batch = batch;
    this.parameters = parameters;
    this.training = training;
  }

  double[] forward(double[] images) {
    outputs.put(Architecture.INPUT, images);
    for (LayerSpec layer : trunk.layers()) {
      outputs.put(layer.name(), output(layer));
    }
    return outputs.get(trunk.layers().get(trunk.layers().size() - 1).name());
  }

  Map<Slot, double[]> backward(double[] gradient) {
    List<LayerSpec> layers = trunk.layers();
    gradients.put(layers.get(layers.size() - 1).name(), gradient);
    for (int i = layers.size() - 1; i >= 0; i--) {
      differentiate(layers.get(i));
    }
    return parameterGradients;
  }

  private double[] output(LayerSpec layer) {
    BatchShape in = shapeOf(layer, 0);
    double[] x = input(layer, 0);
    Operation operation = layer.operation();
    if (operation instanceof Operation.Convolution convolution) {
      double[] bias = convolution.bias() ? parameter(layer, "b") : null;
      return Naive.convolution(shape(layer, convolution), x, parameter(layer, "W"), bias);
    } else if (operation instanceof Operation.BatchNorm norm) {
      double[] means = training ? Naive.means(in, x) : parameter(layer, "mean");
      double[] variances = training ? Naive.variances(in, x) : parameter(layer, "var");
      double[] normal = Naive.normalise(in, x, means, variances, norm.epsilon());
      return Naive.affine(in, normal, parameter(layer, "gamma"), parameter(layer, "beta"));
    } else if (operation instanceof Operation.Activation activation) {
      return Naive.map(x, v -> Naive.activation(activation.function(), v));
    } else if (operation instanceof Operation.Add) {
      double[] sum = new double[x.length];
      for (int i = 0; i < layer.inputs().size(); i++) {
        add(sum, input(layer, i));
      }
      return sum;
    } else if (operation instanceof Operation.Scale) {
      double[] s = input(layer, 1);
      double[] y = new double[x.length];
      Arrays.setAll(y, k -> x[k] * s[k / area(in)]);
      return y;
    } else if (operation instanceof Operation.GlobalAveragePool) {
      double[] y = new double[x.length / area(in)];
      for (int k = 0; k < x.length; k++) {
        y[k / area(in)] += x[k] / area(in);
      }
      return y;
    } else if (operation instanceof Operation.Pool pool && pool.maximum() && pool.padding() == 0) {
      double[] y = new double[(int) new BatchShape(batch, layer.outputShape()).size()];
      int[] best = maxima(layer, pool);
      Arrays.setAll(y, k -> x[best[k]]);
      return y;
    }
    return tokens(layer).output(x);
  }

  private NaiveLayer tokens(LayerSpec layer) {
    BatchShape in = shapeOf(layer, 0);
    return NaiveLayer.of(layer.operation(), in, name -> parameter(layer, name));
  }

  private void differentiate(LayerSpec layer) {
    BatchShape in = shapeOf(layer, 0);
    double[] x = input(layer, 0);
    double[] dy = gradients.get(layer.name());
    Operation operation = layer.operation();
    if (operation instanceof Operation.Convolution convolution) {
      ConvolutionShape shape = shape(layer, convolution);
      contribute(layer, "W", Naive.convolutionBackwardWeights(shape, x, dy));
      if (convolution.bias()) {
        contribute(layer, "b", Naive.channelSums(shape.output(), dy));
      }
      contribute(layer, 0, Naive.convolutionBackwardData(shape, dy, parameter(layer, "W")));
    } else if (operation instanceof Operation.BatchNorm norm) {
      double[] normal =
          Naive.normalise(in, x, Naive.means(in, x), Naive.variances(in, x), norm.epsilon());
      contribute(layer, "gamma", Naive.channelSums(in, Naive.multiply(dy, normal)));
      contribute(layer, "beta", Naive.channelSums(in, dy));
      double[] gamma = parameter(layer, "gamma");
      contribute(layer, 0, Naive.batchNormBackward(in, x, dy, gamma, norm.epsilon()));
    } else if (operation instanceof Operation.Activation activation) {
      double[] slope = Naive.map(x, v -> Naive.derivative(activation.function(), v));
      contribute(layer, 0, Naive.multiply(dy, slope));
    } else if (operation instanceof Operation.Add) {
      for (int i = 0; i < layer.inputs().size(); i++) {
        contribute(layer, i, dy);
      }
    } else if (operation instanceof Operation.Scale) {
      double[] s = input(layer, 1);
      double[] dx = new double[x.length];
      double[] ds = new double[s.length];
      for (int k = 0; k < x.length; k++) {
        dx[k] = dy[k] * s[k / area(in)];
        ds[k / area(in)] += dy[k] * x[k];
      }
      contribute(layer, 0, dx);
      contribute(layer, 1, ds);
    } else if (operation instanceof Operation.GlobalAveragePool) {
      double[] dx = new double[x.length];
      Arrays.setAll(dx, k -> dy[k / area(in)] / area(in));
      contribute(layer, 0, dx);
    } else if (operation instanceof Operation.Pool pool) {
      double[] dx = new double[x.length];
      int[] best = maxima(layer, pool);
      for (int k = 0; k < dy.length; k++) {
        dx[best[k]] += dy[k];
      }
      contribute(layer, 0, dx);
    } else {
      NaiveLayer.Gradients gradients = tokens(layer).backward(x, dy);
      gradients.parameters().forEach((name, part) -> contribute(layer, name, part));
      contribute(layer, 0, gradients.input());
    }
  }

  private int[] maxima(LayerSpec layer, Operation.Pool pool) {
    BatchShape in = shapeOf(layer, 0);
    BatchShape out = new BatchShape(batch, layer.outputShape());
    double[] x = input(layer, 0);
    int[] best = new int[(int) out.size()];
    for (int k = 0; k < best.length; k++) {
      int j = k % out.width();
      int i = k / out.width() % out.height();
      int plane = k / (out.width() * out.height());
      best[k] = -1;
      for (int p = 0; p < pool.kernel(); p++) {
        for (int q = 0; q < pool.kernel(); q++) {
          int row = i * pool.stride() + p;
          int column = j * pool.stride() + q;
          int cell = (plane * in.height() + row) * in.width() + column;
          best[k] = best[k] < 0 || x[cell] > x[best[k]] ? cell : best[k];
        }
      }
    }
    return best;
  }

  private void contribute(LayerSpec layer, int input, double[] part) {
    add(gradients.computeIfAbsent(layer.inputs().get(input), k -> new double[part.length]), part);
  }

  private void contribute(LayerSpec layer, String name, double[] part) {
    Slot slot = new Slot(layer.name(), name);
    add(parameterGradients.computeIfAbsent(slot, k -> new double[part.length]), part);
  }

  static void add(double[] sum, double[] part) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] += part[k];
    }
  }

  private ConvolutionShape shape(LayerSpec layer, Operation.Convolution convolution) {
    return new ConvolutionShape(shapeOf(layer, 0), convolution, Layout.NATIVE);
  }

  private BatchShape shapeOf(LayerSpec layer, int input) {
    return new BatchShape(batch, layer.inputShapes().get(input));
  }

  private double[] input(LayerSpec layer, int input) {
    return outputs.get(layer.inputs().get(input));
  }

  private double[] parameter(LayerSpec layer, String name) {
    return parameters.get(new Slot(layer.name(), name));
  }

  private static int area(BatchShape shape) {
    return (int) shape.example().area();
  }
}
