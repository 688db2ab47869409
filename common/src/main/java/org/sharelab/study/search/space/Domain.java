package org.sharelab.study.search.space;

import java.io.Serializable;
import java.util.OptionalLong;

/**
 * The values that a dimension can take.
 *
 * <p>Values are in the normal form of {@link Point#normal}: {@code Long} for whole numbers, {@code
 * Double} for others, {@code String}, {@code Boolean}, lists, maps, or null.
 */
public sealed interface Domain extends Serializable permits Choices, Range {

  /**
   * The value at a quantile of the domain's uniform distribution (uniform in the scale of a range).
   *
   * @param unit in [0, 1)
   */
  Object at(double unit);

  /** Whether the value, in normal form, is one of the domain. */
  boolean contains(Object value);

  /** What is allowed, in words for a message. */
  String allowed();

  /** The values in words, for a plan. */
  default String described() {
    return allowed();
  }

  /** Number of values; empty for a continuous range. */
  OptionalLong size();

  /**
   * The value number {@code index} of a finite domain, in file or ascending order.
   *
   * @throws IndexOutOfBoundsException unless 0 <= index < size
   */
  Object value(long index);
}
