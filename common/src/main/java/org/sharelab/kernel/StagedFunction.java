package org.sharelab.kernel;

import java.util.Optional;
import org.sharelab.model.Operation.Activation;

/**
 * A function of each scalar of a short heap array, in loops that the Java compiler vectorises:
 * sums, products, one quotient, minimum and maximum only.
 */
interface StagedFunction {
  /** What leaves its argument as it is. */
  StagedFunction IDENTITY =
      new StagedFunction() {
        @Override
        public void apply(float[] u, float[] y, int length) {
          System.arraycopy(u, 0, y, 0, length);
        }

        @Override
        public void multiplyByDerivative(float[] u, float[] dy, int length) {
          // The derivative is 1.
        }
      };

  /** y = f(u). */
  void apply(float[] u, float[] y, int length);

  /** dy = f'(u) dy. */
  void multiplyByDerivative(float[] u, float[] dy, int length);

  /** The loops for an activation; empty for those that need an exponential. */
  static Optional<StagedFunction> of(Activation.Function function) {
    return switch (function) {
      case GELU -> Optional.of(new Gelu());
      case RELU -> Optional.of(new Relu());
      case SILU, SIGMOID -> Optional.empty();
    };
  }

  /** max(u, 0), or NaN. */
  final class Relu implements StagedFunction {
    @Override
    public void apply(float[] u, float[] y, int length) {
      for (int i = 0; i < length; i++) {
        y[i] = Math.max(u[i], 0f);
      }
    }

    @Override
    public void multiplyByDerivative(float[] u, float[] dy, int length) {
      for (int i = 0; i < length; i++) {
        dy[i] = u[i] > 0f ? dy[i] : dy[i] * 0f;
      }
    }
  }

  /**
   * The exact GELU, u Phi(u), and its derivative d = Phi(u) + u phi(u). Phi - 1/2 and d - 1/2,
   * which are odd, are u P(u^2) / Q(u^2) with coefficients fitted by reweighted least squares; the
   * largest errors of the fits are 4.7e-10 and 2.3e-9, with rounding 2e-7 and 3e-7. Beyond the
   * bounds both are constant, to 1e-7 and 3e-7.
   */
  final class Gelu implements StagedFunction {
    private static final float CDF_BOUND = 5.2f;
    private static final float DERIVATIVE_BOUND = 5.8f;

    @Override
    public void apply(float[] u, float[] y, int length) {
      for (int i = 0; i < length; i++) {
        float z = Math.max(-CDF_BOUND, Math.min(CDF_BOUND, u[i]));
        float s = z * z;
        float p = 6.579125427700593e-8f;
        p = p * s + 8.582095427196215e-6f;
        p = p * s + 1.7932445542634848e-4f;
        p = p * s + 4.856761148458383e-3f;
        p = p * s + 3.361407457334723e-2f;
        p = p * s + 3.9894228378844054e-1f;
        float q = 3.304059331569742e-9f;
        q = q * s + 2.084162097678055e-6f;
        q = q * s + 8.484460450863209e-5f;
        q = q * s + 1.985210042604208e-3f;
        q = q * s + 2.8994714304495205e-2f;
        q = q * s + 2.509247267064708e-1f;
        q = q * s + 1f;
        y[i] = u[i] * (0.5f + z * p / q);
      }
    }

    @Override
    public void multiplyByDerivative(float[] u, float[] dy, int length) {
      for (int i = 0; i < length; i++) {
        float z = Math.max(-DERIVATIVE_BOUND, Math.min(DERIVATIVE_BOUND, u[i]));
        float s = z * z;
        float p = 1.5829943610204886e-8f;
        p = p * s + 7.502606805064065e-7f;
        p = p * s + 3.407383106754136e-5f;
        p = p * s + 1.3718781350246587e-4f;
        p = p * s + 1.4000390210027504e-2f;
        p = p * s - 2.6003793384114432e-2f;
        p = p * s + 7.978845428409951e-1f;
        float q = 1.2864990146731933e-9f;
        q = q * s + 2.9246473821987646e-7f;
        q = q * s + 9.452993172297257e-6f;
        q = q * s + 2.2899174429789353e-4f;
        q = q * s + 3.7851098601358003e-3f;
        q = q * s + 4.279495470301813e-2f;
        q = q * s + 3.007421825394082e-1f;
        q = q * s + 1f;
        dy[i] *= 0.5f + z * p / q;
      }
    }
  }
}
