package org.sharelab.study.search.space;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalLong;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;
import org.sharelab.config.Json;

/**
 * The numbers from {@code min} to {@code max}, both included.
 *
 * <p>Inside, a range is the unit interval: {@link #unit} and {@link #at} map there and back, along
 * the scale. A value of a stepped range owns a cell of that interval, half a step to each side, so
 * that all values of a linear one are equally likely, the ends included. Continuous values are
 * rounded to about a millionth of the range (of the value, on a logarithmic scale): they stay
 * readable, and the last bits of a logarithm can't make two platforms differ.
 *
 * @param step distance of neighbouring values; 0 for a continuous range
 */
public record Range(Type type, double min, double max, double step, Scale scale) implements Domain {
  private static final double LARGEST_WHOLE = 1e15;
  private static final int DIGITS = 6;

  /** What the values are. */
  public enum Type {
    INTEGER,
    REAL
  }

  /** Part of the unit interval; a point if {@code low == high}. */
  public record Cell(double low, double high) {}

  /**
   * @throws ValidationException saying what is wrong; see {@link #problem}
   */
  public Range {
    Optional<String> problem = problem(type, min, max, step, scale);
    if (problem.isPresent()) {
      throw new ValidationException(
          "Invalid range: %s to %s step %s (%s)"
              .formatted(Json.write(min), Json.write(max), Json.write(step), problem.get()));
    }
  }

  public static Range integers(long min, long max, Scale scale) {
    return new Range(Type.INTEGER, min, max, 1, scale);
  }

  public static Range reals(double min, double max, Scale scale) {
    return new Range(Type.REAL, min, max, 0, scale);
  }

  /** What a range of these properties must satisfy and does not, if anything. */
  static Optional<String> problem(Type type, double min, double max, double step, Scale scale) {
    if (!(Double.isFinite(min) && Double.isFinite(max) && min <= max)) {
      return Optional.of("finite numbers, min not above max");
    }
    if (!(Double.isFinite(step) && step >= 0)) {
      return Optional.of("a step > 0");
    }
    if (type == Type.INTEGER && !(whole(min) && whole(max) && whole(step) && step >= 1)) {
      return Optional.of("whole min, max and step for type integer");
    }
    if (scale == Scale.LOG && min <= 0) {
      return Optional.of("a min > 0 for scale log");
    }
    if (scale == Scale.LOG && step != (type == Type.INTEGER ? 1 : 0)) {
      return Optional.of("no step for scale log");
    }
    double steps = step == 0 ? 0 : (max - min) / step;
    if (Math.abs(steps - Math.rint(steps)) > 1e-9 * Math.max(1, steps)) {
      return Optional.of("a max that is a whole number of steps above min");
    }
    return Optional.empty();
  }

  private static boolean whole(double x) {
    return x == Math.rint(x) && Math.abs(x) <= LARGEST_WHOLE;
  }

  @Override
  public OptionalLong size() {
    if (step > 0) {
      return OptionalLong.of(Math.round((max - min) / step) + 1);
    }
    return min == max ? OptionalLong.of(1) : OptionalLong.empty();
  }

  @Override
  public Object value(long index) {
    Checks.valid(
        size().isPresent(), "Cannot enumerate %s: the range is continuous (give a step)", this);
    if (index < 0 || index >= size().getAsLong()) {
      throw new IndexOutOfBoundsException("Value %d of %d".formatted(index, size().getAsLong()));
    }
    // Decimal arithmetic: 0.1 + 2 * 0.1 is 0.3.
    BigDecimal value =
        BigDecimal.valueOf(min).add(BigDecimal.valueOf(step).multiply(BigDecimal.valueOf(index)));
    return Point.normal(value.doubleValue());
  }

  @Override
  public Object at(double unit) {
    double position = lower() + unit * (upper() - lower());
    double value = scale == Scale.LOG ? StrictMath.exp(position) : position;
    if (step > 0) {
      long index = Math.round((value - min) / step);
      return value(Math.max(0, Math.min(size().getAsLong() - 1, index)));
    }
    return Point.normal(Math.max(min, Math.min(max, rounded(value))));
  }

  private double rounded(double value) {
    double width = scale == Scale.LOG ? value : max - min;
    if (width == 0) {
      return value;
    }
    int places = DIGITS - (int) Math.floor(StrictMath.log10(width));
    return BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_EVEN).doubleValue();
  }

  /** The part of the unit interval that stands for a value of the range. */
  public Cell cell(Object value) {
    double x = ((Number) value).doubleValue();
    return new Cell(position(x - step / 2), position(x + step / 2));
  }

  /** The centre of a value's cell. */
  public double unit(Object value) {
    Cell cell = cell(value);
    return (cell.low + cell.high) / 2;
  }

  private double position(double x) {
    double width = upper() - lower();
    double position = scale == Scale.LOG ? StrictMath.log(x) : x;
    return width == 0 ? 0.5 : Math.max(0, Math.min(1, (position - lower()) / width));
  }

  private double lower() {
    return scale == Scale.LOG ? StrictMath.log(min - step / 2) : min - step / 2;
  }

  private double upper() {
    return scale == Scale.LOG ? StrictMath.log(max + step / 2) : max + step / 2;
  }

  @Override
  public boolean contains(Object value) {
    if (!(value instanceof Long || value instanceof Double)) {
      return false;
    }
    double x = ((Number) value).doubleValue();
    if (!(x >= min && x <= max)) {
      return false;
    }
    return step == 0 || value(Math.round((x - min) / step)).equals(value);
  }

  @Override
  public String described() {
    return scale == Scale.LOG ? allowed() + ", log scale" : allowed();
  }

  @Override
  public String allowed() {
    String kind = type == Type.INTEGER ? "a whole number" : "a number";
    String steps = step == 0 || step == 1 ? "" : " in steps of " + Json.write(step);
    return "%s from %s to %s%s".formatted(kind, Json.write(min), Json.write(max), steps);
  }
}
