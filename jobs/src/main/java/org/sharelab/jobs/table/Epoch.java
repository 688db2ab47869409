package org.sharelab.jobs.table;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One turn of one process at writing a folder. Of two turns the greater one counts.
 *
 * <p>The owner makes a turn unique where two processes take the same number, since no step here
 * relies on a file system that creates a file for only one of them. File names begin with the text
 * form, so names sort as turns do.
 *
 * @param number 1 for the first turn
 * @param owner eight hexadecimal digits, drawn for this turn
 */
record Epoch(int number, String owner) implements Comparable<Epoch> {
  /** Before the first turn. */
  static final Epoch NONE = new Epoch(0, "00000000");

  private static final Pattern TEXT = Pattern.compile("(\\d{6})-([0-9a-f]{8})(?![0-9a-f]).*");
  private static final Comparator<Epoch> ORDER =
      Comparator.comparingInt(Epoch::number).thenComparing(Epoch::owner);

  /** A turn after this one. */
  Epoch next() {
    return new Epoch(number + 1, UUID.randomUUID().toString().substring(0, 8));
  }

  /** The turn that a text begins with; empty if it begins with none. */
  static Optional<Epoch> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(new Epoch(Integer.parseInt(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  @Override
  public int compareTo(Epoch other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "%06d-%s".formatted(number, owner);
  }
}
