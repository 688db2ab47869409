package org.sharelab.analysis.reusability;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.Map;

/**
 * What the reusability prior derives from the numbers of contexts c_i of N parameters (section 4 of
 * the paper). All logarithms are to base 2.
 *
 * <p>Each term is exact to a few units in the last place, and the terms are added without further
 * rounding.
 *
 * @param totalContextsLog2 log N_C, with N_C the sum of all c_i
 * @param entropy H = - sum p_i log p_i with p_i = c_i / N_C
 * @param expectedSpread E = sum p_i log c_i
 * @param totalSurprisal S = - sum log p_i, each parameter once
 */
public record Quantities(
    double totalContextsLog2, double entropy, double expectedSpread, double totalSurprisal)
    implements Serializable {
  private static final int FRACTION_BITS = 62;

  /** The quantities for these counts. */
  public static Quantities of(ContextMultiset contexts) {
    BigInteger total = contexts.total();
    Log2 totalLog = Log2.of(total);
    ExactSum entropy = new ExactSum();
    ExactSum spread = new ExactSum();
    ExactSum surprisal = new ExactSum();
    for (Map.Entry<BigInteger, Long> entry : contexts.multiplicities().entrySet()) {
      BigInteger count = entry.getKey();
      long times = entry.getValue();
      Log2 log = Log2.of(count);
      double bits = totalLog.minus(log);
      double share = times * ratio(count, total);
      entropy.addProduct(share, bits);
      spread.addProduct(share, log.value());
      surprisal.addProduct(times, bits);
    }
    return new Quantities(totalLog.value(), entropy.value(), spread.value(), surprisal.value());
  }

  /** a / b for 0 < a <= b, correct to the last place of a double. */
  private static double ratio(BigInteger a, BigInteger b) {
    int shift = b.bitLength() - a.bitLength() + FRACTION_BITS;
    return Math.scalb(a.shiftLeft(shift).divide(b).doubleValue(), -shift);
  }

  /**
   * P = log(S N_I / |G|), the paper's estimate of performance from total surprisal.
   *
   * @param inputs N_I, scalars of an input
   * @param graphNodes |G|, inputs, outputs and uses of weights
   */
  public double surprisalEstimate(long inputs, long graphNodes) {
    return log2(totalSurprisal * inputs / graphNodes);
  }

  /** P' = log(N (E + 1) N_I / |G|), the estimate from the expected spread. */
  public double spreadEstimate(long parameters, long inputs, long graphNodes) {
    return log2(parameters * (expectedSpread + 1) * inputs / graphNodes);
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }

  /**
   * The logarithm of a number of any size as a whole and a fractional part, so that differences of
   * large ones keep their precision.
   */
  private record Log2(int exponent, double fraction) {
    static Log2 of(BigInteger number) {
      int exponent = number.bitLength() - 1;
      int shift = exponent - FRACTION_BITS;
      double mantissa = Math.scalb(number.shiftRight(shift).doubleValue(), -FRACTION_BITS);
      return new Log2(exponent, log2(mantissa));
    }

    double value() {
      return exponent + fraction;
    }

    double minus(Log2 other) {
      return exponent - other.exponent + (fraction - other.fraction);
    }
  }
}
