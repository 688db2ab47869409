package org.sharelab.store;

import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.model.ParameterSpec;
import org.sharelab.random.Seed;

/**
 * Rules for initial weights and biases. Under all of them norms start at scale 1 and shift 0,
 * running means at 0, running variances and coefficients at 1, embeddings normal with standard
 * deviation 0.02.
 */
public enum Initialization {
  /** Weights and biases uniform in +-1 / sqrt(fan-in): PyTorch's default. */
  UNIFORM_FAN_IN {
    @Override
    DoubleSupplier weights(ParameterSpec parameter, RandomGenerator random) {
      double bound = 1 / Math.sqrt(parameter.fanIn());
      return () -> (2 * random.nextDouble() - 1) * bound;
    }

    @Override
    DoubleSupplier biases(ParameterSpec parameter, RandomGenerator random) {
      return weights(parameter, random);
    }
  },
  /**
   * SPIN's: convolutions normal with variance 2 / fan-out (He's rule with the fan-out, out * k * k,
   * as in the authors' code), dense layers normal with standard deviation 0.01, biases zero.
   */
  KAIMING_NORMAL {
    @Override
    DoubleSupplier weights(ParameterSpec parameter, RandomGenerator random) {
      double deviation = parameter.shape().size() == 4 ? Math.sqrt(2.0 / fanOut(parameter)) : 0.01;
      return () -> random.nextGaussian() * deviation;
    }

    @Override
    DoubleSupplier biases(ParameterSpec parameter, RandomGenerator random) {
      return () -> 0;
    }
  };

  private static final double EMBEDDING_DEVIATION = 0.02;

  abstract DoubleSupplier weights(ParameterSpec parameter, RandomGenerator random);

  abstract DoubleSupplier biases(ParameterSpec parameter, RandomGenerator random);

  /** The rule with its random streams, one per slot. */
  public Initializer seeded(Seed seed) {
    return (slot, parameter, tensor) -> {
      RandomGenerator random = seed.derive(slot.toString()).generator();
      fill(tensor, values(parameter, random));
    };
  }

  private DoubleSupplier values(ParameterSpec parameter, RandomGenerator random) {
    return switch (parameter.role()) {
      case WEIGHT -> weights(parameter, random);
      case BIAS -> biases(parameter, random);
      case NORM_SCALE, COEFFICIENT, RUNNING_VARIANCE -> () -> 1;
      case EMBEDDING -> () -> random.nextGaussian() * EMBEDDING_DEVIATION;
      case NORM_SHIFT, RUNNING_MEAN -> () -> 0;
    };
  }

  /** Draws in C order of the tensor's axes, whatever its layout in memory. */
  private static void fill(INDArray tensor, DoubleSupplier values) {
    double[] drawn = new double[Math.toIntExact(tensor.length())];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = values.getAsDouble();
    }
    tensor.assign(Nd4j.createFromArray(drawn).reshape('c', tensor.shape()));
  }

  private static double fanOut(ParameterSpec parameter) {
    return parameter.shape().get(0) * parameter.shape().get(2) * (double) parameter.shape().get(3);
  }
}
