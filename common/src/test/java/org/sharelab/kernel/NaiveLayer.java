package org.sharelab.kernel;

import java.util.Map;
import java.util.function.Function;
import org.sharelab.model.Operation;
import org.sharelab.model.TokenOperation;

/** A layer of one input that {@link NaiveTrunk} leaves to it: vectors and tokens. */
interface NaiveLayer {
  double[] output(double[] x);

  Gradients backward(double[] x, double[] dy);

  /** With respect to the input and to the parameters by name. */
  record Gradients(double[] input, Map<String, double[]> parameters) {}

  static NaiveLayer of(Operation operation, BatchShape in, Function<String, double[]> parameters) {
    int batch = in.batch();
    int width = in.channels();
    int tokens = (int) in.example().area();
    if (operation instanceof Operation.Flatten || operation instanceof TokenOperation.Tokens) {
      return new Identity();
    } else if (operation instanceof Operation.Dense dense) {
      double[] bias = dense.bias() ? parameters.apply("b") : null;
      return new Dense(batch, width, dense.units(), parameters.apply("W"), bias);
    } else if (operation instanceof TokenOperation.ClassToken) {
      return new ClassToken(batch, width, tokens, parameters.apply("W"));
    } else if (operation instanceof TokenOperation.PositionEmbedding) {
      return new Positions(batch, parameters.apply("W"));
    } else if (operation instanceof TokenOperation.SelectToken select) {
      return new Select(batch, width, tokens, select.index());
    } else if (operation instanceof TokenOperation.LayerNorm norm) {
      double[] gamma = parameters.apply("gamma");
      return new Norm(batch, width, tokens, gamma, parameters.apply("beta"), norm.epsilon());
    } else if (operation instanceof TokenOperation.Attention attention) {
      int heads = attention.heads();
      return new Attention(new AttentionShape(batch, tokens, heads, width / 3 / heads));
    }
    throw new IllegalArgumentException(operation.toString());
  }

  record Identity() implements NaiveLayer {
    @Override
    public double[] output(double[] x) {
      return x;
    }

    @Override
    public Gradients backward(double[] x, double[] dy) {
      return new Gradients(dy, Map.of());
    }
  }

  record Dense(int rows, int in, int out, double[] weight, double[] bias) implements NaiveLayer {
    @Override
    public double[] output(double[] x) {
      double[] y = NaiveMatrix.product(rows, in, out, x, weight);
      return bias == null ? y : NaiveMatrix.addToRows(y, bias);
    }

    @Override
    public Gradients backward(double[] x, double[] dy) {
      double[] turned = NaiveMatrix.transpose(in, out, weight);
      double[] dx = NaiveMatrix.product(rows, out, in, dy, turned);
      double[] dw = NaiveMatrix.product(in, rows, out, NaiveMatrix.transpose(rows, in, x), dy);
      return new Gradients(
          dx, bias == null ? Map.of("W", dw) : Map.of("W", dw, "b", NaiveTokens.sum(rows, dy)));
    }
  }

  record ClassToken(int batch, int width, int tokens, double[] token) implements NaiveLayer {
    @Override
    public double[] output(double[] x) {
      return NaiveTokens.prepend(batch, width, tokens, x, token);
    }

    @Override
    public Gradients backward(double[] x, double[] dy) {
      double[] first = NaiveTokens.select(batch, width, tokens + 1, 0, dy);
      return new Gradients(
          NaiveTokens.rest(batch, width, tokens, dy), Map.of("W", NaiveTokens.sum(batch, first)));
    }
  }

  record Positions(int batch, double[] positions) implements NaiveLayer {
    @Override
    public double[] output(double[] x) {
      double[] y = NaiveTokens.repeat(batch, positions);
      NaiveTrunk.add(y, x);
      return y;
    }

    @Override
    public Gradients backward(double[] x, double[] dy) {
      return new Gradients(dy, Map.of("W", NaiveTokens.sum(batch, dy)));
    }
  }

  record Select(int batch, int width, int tokens, int index) implements NaiveLayer {
    @Override
    public double[] output(double[] x) {
      return NaiveTokens.select(batch, width, tokens, index, x);
    }

    @Override
    public Gradients backward(double[] x, double[] dy) {
      return new Gradients(NaiveTokens.spread(batch, width, tokens, index, dy), Map.of());
    }
  }

  record Norm(int batch, int width, int tokens, double[] gamma, double[] beta, double epsilon)
      implements NaiveLayer {
    @Override
    public double[] output(double[] x) {
      return NaiveTokens.perToken(
          batch, width, tokens, x, rows -> NaiveMatrix.layerNorm(rows, gamma, beta, epsilon));
    }

    @Override
    public Gradients backward(double[] x, double[] dy) {
      double[] rows = NaiveTokens.turned(batch, width, tokens, x);
      double[] slopes = NaiveTokens.turned(batch, width, tokens, dy);
      double[] dx = NaiveMatrix.layerNormBackward(rows, slopes, gamma, epsilon);
      double[] ones = NaiveMatrix.filled(width, 1);
      double[] normal = NaiveMatrix.layerNorm(rows, ones, new double[width], epsilon);
      int count = batch * tokens;
      return new Gradients(
          NaiveTokens.turned(batch, tokens, width, dx),
          Map.of(
              "gamma",
              NaiveTokens.sum(count, Naive.multiply(slopes, normal)),
              "beta",
              NaiveTokens.sum(count, slopes)));
    }
  }

  record Attention(AttentionShape shape) implements NaiveLayer {
    @Override
    public double[] output(double[] x) {
      return NaiveTokens.attention(shape, x);
    }

    @Override
    public Gradients backward(double[] x, double[] dy) {
      return new Gradients(NaiveTokens.attentionBackward(shape, x, dy), Map.of());
    }
  }
}
