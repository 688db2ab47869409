package org.sharelab.analysis.reusability;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Arithmetic on many large numbers at once.
 *
 * <p>Numbers are written in digits of 40 bits, and the digits of one place are stored together, in
 * a plane: {@code planes[d][i]} is digit d of number i. The 23 spare bits of a {@code long} hold
 * the carries of a whole operation, so that a plane is processed with plain vector additions and
 * the carries are passed on once, at the end.
 */
final class Digits {
  private static final int BITS = 40;
  private static final int BYTES = BITS / 8;
  private static final long MASK = (1L << BITS) - 1;

  /** The sum of two digits, each times less than this, and a carry fits in a long. */
  private static final int FACTOR_BITS = 21;

  private static final BigInteger FACTOR_LIMIT = BigInteger.ONE.shiftLeft(FACTOR_BITS);

  private Digits() {}

  /** The digits of one number. */
  static long[] of(BigInteger number) {
    byte[] bytes = number.toByteArray();
    long[] digits = new long[(bytes.length + BYTES - 1) / BYTES];
    for (int i = 0; i < bytes.length; i++) {
      int place = bytes.length - 1 - i;
      digits[place / BYTES] |= (bytes[i] & 0xffL) << (8 * (place % BYTES));
    }
    return digits;
  }

  /** The number with these digits, which may exceed 40 bits. */
  static BigInteger toInteger(long[] digits) {
    byte[] bytes = new byte[digits.length * BYTES + Long.BYTES];
    long carry = 0;
    int index = bytes.length;
    for (long digit : digits) {
      long value = digit + carry;
      for (int b = 0; b < BYTES; b++) {
        bytes[--index] = (byte) (value >>> (8 * b));
      }
      carry = value >>> BITS;
    }
    for (int b = 0; b < Long.BYTES; b++) {
      bytes[--index] = (byte) (carry >>> (8 * b));
    }
    return new BigInteger(1, bytes);
  }

  /** Number by number a x factorA + b x factorB. */
  static long[][] combine(long[][] a, BigInteger factorA, long[][] b, BigInteger factorB) {
    if (factorA.compareTo(FACTOR_LIMIT) >= 0) {
      return combine(times(a, factorA), BigInteger.ONE, b, factorB);
    }
    if (factorB.compareTo(FACTOR_LIMIT) >= 0) {
      return combine(a, factorA, times(b, factorB), BigInteger.ONE);
    }
    return combine(a, factorA.longValueExact(), b, factorB.longValueExact());
  }

  /** Number by number a x factor, by Horner's rule on pieces of the factor. */
  private static long[][] times(long[][] a, BigInteger factor) {
    long[][] product = new long[1][a[0].length];
    int pieces = (factor.bitLength() + FACTOR_BITS - 1) / FACTOR_BITS;
    for (int piece = pieces - 1; piece >= 0; piece--) {
      BigInteger low = factor.shiftRight(piece * FACTOR_BITS).mod(FACTOR_LIMIT);
      product = combine(product, 1L << FACTOR_BITS, a, low.longValueExact());
    }
    return product;
  }

  private static long[][] combine(long[][] a, long factorA, long[][] b, long factorB) {
    if (a.length < b.length) {
      return combine(b, factorB, a, factorA);
    }
    int numbers = a[0].length;
    Writer out = new Writer(numbers, a.length);
    for (int d = 0; d < a.length; d++) {
      long[] digits = new long[numbers];
      long[] digitsA = a[d];
      if (d < b.length) {
        long[] digitsB = b[d];
        for (int i = 0; i < numbers; i++) {
          digits[i] = digitsA[i] * factorA + digitsB[i] * factorB;
        }
      } else {
        for (int i = 0; i < numbers; i++) {
          digits[i] = digitsA[i] * factorA;
        }
      }
      out.write(digits);
    }
    return out.finish();
  }

  /** Collects planes from the lowest place up and passes carries on. */
  static final class Writer {
    private final long[] carries;
    private long[][] planes;
    private int written;

    Writer(int numbers, int expectedPlaces) {
      carries = new long[numbers];
      planes = new long[expectedPlaces + 1][];
    }

    /** Takes ownership of digits that leave room for a carry below 2^63. */
    void write(long[] digits) {
      for (int i = 0; i < digits.length; i++) {
        long value = digits[i] + carries[i];
        digits[i] = value & MASK;
        carries[i] = value >>> BITS;
      }
      if (written == planes.length) {
        planes = Arrays.copyOf(planes, written + 1);
      }
      planes[written++] = digits;
    }

    /** All planes, without leading zeros. */
    long[][] finish() {
      while (!isZero(carries)) {
        write(new long[carries.length]);
      }
      while (written > 1 && isZero(planes[written - 1])) {
        written--;
      }
      return Arrays.copyOf(planes, written);
    }

    private static boolean isZero(long[] plane) {
      for (long digit : plane) {
        if (digit != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
