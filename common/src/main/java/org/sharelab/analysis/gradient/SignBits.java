package org.sharelab.analysis.gradient;

/** The signs of a vector, 64 to a word. */
final class SignBits {
  private final long[] positive;
  private final long[] negative;

  SignBits(double[] values) {
    int words = (values.length + Long.SIZE - 1) / Long.SIZE;
    positive = new long[words];
    negative = new long[words];
    for (int k = 0; k < values.length; k++) {
      long bit = 1L << (k % Long.SIZE);
      positive[k / Long.SIZE] |= values[k] > 0 ? bit : 0;
      negative[k / Long.SIZE] |= values[k] < 0 ? bit : 0;
    }
  }

  /**
   * Fraction of the elements with equal sign among those where neither vector is zero (or NaN); NaN
   * if there are none.
   */
  double agreement(SignBits other) {
    long equal = 0;
    long compared = 0;
    for (int word = 0; word < positive.length; word++) {
      equal += Long.bitCount(positive[word] & other.positive[word]);
      equal += Long.bitCount(negative[word] & other.negative[word]);
      long here = positive[word] | negative[word];
      compared += Long.bitCount(here & (other.positive[word] | other.negative[word]));
    }
    return (double) equal / compared;
  }
}
