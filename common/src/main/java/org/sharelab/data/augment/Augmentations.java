package org.sharelab.data.augment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;
import org.sharelab.config.Json;
import org.sharelab.config.Names;
import org.sharelab.config.Section;

/** The registry of augmentations, and the reader of lists such as {@code ["flip", "cutout(8)"]}. */
public final class Augmentations {

  /**
   * How one augmentation is written.
   *
   * @param example shown where its argument is missing or wrong
   * @param fallback the argument if none is given; NaN if one must be given
   * @param whole whether the argument is a whole number
   */
  private record Syntax(
      String example, double fallback, boolean whole, DoubleFunction<Augmentation> factory) {}

  private static final Pattern CALL =
      Pattern.compile("\\s*([a-z][a-z-]*)\\s*(?:\\(\\s*([^(),]+?)\\s*\\))?\\s*");

  private static final Map<String, Syntax> ALL = new LinkedHashMap<>();

  static {
    ALL.put(PadAndCrop.NAME, whole("pad-and-crop(4)", n -> new PadAndCrop((int) n)));
    ALL.put(Flip.NAME, new Syntax("flip or flip(0.5)", 0.5, false, Flip::new));
    ALL.put(Cutout.NAME, whole("cutout(8)", n -> new Cutout((int) n)));
  }

  private Augmentations() {}

  private static Syntax whole(String example, DoubleFunction<Augmentation> factory) {
    return new Syntax(example, Double.NaN, true, factory);
  }

  /**
   * Reads a list of augmentations; an absent one is empty.
   *
   * @throws ValidationException naming the entry that is wrong, and the line
   */
  public static List<Augmentation> read(Section section, String key) {
    List<String> entries = section.texts(key, List.of());
    try {
      List<Augmentation> augmentations = new ArrayList<>();
      for (String entry : entries) {
        augmentations.add(parse(entry));
      }
      requireOrder(augmentations);
      return List.copyOf(augmentations);
    } catch (ValidationException error) {
      throw section.located(key, error);
    }
  }

  /** The augmentation that a text such as {@code pad-and-crop(4)} stands for. */
  public static Augmentation parse(String entry) {
    Matcher call = CALL.matcher(entry);
    Checks.valid(
        call.matches(), "Invalid augmentation: \"%s\" (a call such as pad-and-crop(4))", entry);
    Syntax syntax = ALL.get(call.group(1));
    Checks.valid(
        syntax != null,
        "Invalid augmentation: \"%s\" (%s)",
        entry,
        Names.hint(call.group(1), ALL.keySet()));
    return syntax.factory().apply(argument(entry, call.group(2), syntax));
  }

  private static double argument(String entry, String text, Syntax syntax) {
    try {
      double value = text == null ? syntax.fallback() : Double.parseDouble(text);
      boolean fits = syntax.whole() ? value == Math.rint(value) : Double.isFinite(value);
      if (fits && Math.abs(value) <= Integer.MAX_VALUE) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Reported below, like any other wrong argument.
    }
    throw new ValidationException(
        "Invalid augmentation: \"%s\" (such as %s)".formatted(entry, syntax.example()));
  }

  /**
   * Throws unless each occurs at most once and those of pixels come first: an example's random
   * draws belong to an augmentation's name, and normalization happens once.
   */
  public static void requireOrder(List<Augmentation> augmentations) {
    List<String> names = augmentations.stream().map(Augmentation::name).toList();
    Checks.valid(
        names.stream().distinct().count() == names.size(),
        "Invalid augmentations: %s (each at most once)",
        Json.write(names));
    boolean normalized = false;
    for (Augmentation augmentation : augmentations) {
      boolean ofFeatures = augmentation instanceof Augmentation.OfFeatures;
      Checks.valid(
          ofFeatures || !normalized,
          "Invalid augmentations: %s (%s works on raw pixels, so it goes before those that work on"
              + " normalized values)",
          Json.write(names),
          augmentation.name());
      normalized = ofFeatures;
    }
  }
}
