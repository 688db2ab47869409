package org.sharelab.analysis.reusability;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sharelab.check.Checks;

/**
 * The numbers of contexts of all parameters of a network, as count to multiplicity.
 *
 * <p>A parameter without any context, such as a kernel position that only meets padding, is not in
 * it.
 */
public record ContextMultiset(SortedMap<BigInteger, Long> multiplicities) {
  public ContextMultiset {
    multiplicities = Collections.unmodifiableSortedMap(new TreeMap<>(multiplicities));
    Checks.valid(!multiplicities.isEmpty(), "Cannot count contexts: no parameter has one");
    multiplicities.forEach(
        (count, multiplicity) ->
            Checks.valid(
                count.signum() > 0 && multiplicity > 0,
                "Invalid number of contexts: %s, %d times (both >= 1)",
                count,
                multiplicity));
  }

  /** Number of parameters, N. */
  public long parameters() {
    return multiplicities.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Number of contexts of all parameters together, N_C. */
  public BigInteger total() {
    BigInteger sum = BigInteger.ZERO;
    for (Map.Entry<BigInteger, Long> entry : multiplicities.entrySet()) {
      sum = sum.add(entry.getKey().multiply(BigInteger.valueOf(entry.getValue())));
    }
    return sum;
  }

  /** The largest number of contexts of one parameter. */
  public BigInteger largest() {
    return multiplicities.lastKey();
  }

  /** How many different numbers occur. */
  public int distinct() {
    return multiplicities.size();
  }

  /**
   * A fingerprint: SHA-256, in hexadecimal, of the text {@code count:multiplicity;} for each count
   * in ascending order.
   */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      multiplicities.forEach(
          (count, multiplicity) ->
              digest.update(
                  (count + ":" + multiplicity + ";").getBytes(StandardCharsets.US_ASCII)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }

  /** Collects counts; zeros are left out. */
  static final class Builder {
    private final SortedMap<BigInteger, Long> multiplicities = new TreeMap<>();

    void add(BigInteger count, long multiplicity) {
      if (count.signum() > 0) {
        multiplicities.merge(count, multiplicity, Math::addExact);
      }
    }

    ContextMultiset build() {
      return new ContextMultiset(multiplicities);
    }
  }
}
