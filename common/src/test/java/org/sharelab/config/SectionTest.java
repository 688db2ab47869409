package org.sharelab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.check.ValidationException;

class SectionTest {
  private enum Colour {
    RED,
    LIGHT_BLUE
  }

  private static Section section(String text) {
    return ExperimentFile.parse(text).open().section("a");
  }

  private static void assertRefused(String text, Consumer<Section> reading, String message) {
    assertThatThrownBy(() -> reading.accept(section(text)))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void readsValuesOfEachType() {
    Section a =
        section(
            "a { t = hello, b = true, i = 3, n = 2e-5, c = light-blue, l = [1, 2.5], m = [[0, 1], [2]] }");
    assertThat(a.text("t")).isEqualTo("hello");
    assertThat(a.flag("b", false)).isTrue();
    assertThat(a.integer("i", 0, 0, 5)).isEqualTo(3);
    assertThat(a.number("n", 1, 0, 1)).isEqualTo(2e-5);
    assertThat(a.choice("c", Colour.class, Colour.RED)).isEqualTo(Colour.LIGHT_BLUE);
    assertThat(a.numbers("l", List.of())).containsExactly(1.0, 2.5);
    assertThat(a.integerLists("m", List.of())).containsExactly(List.of(0, 1), List.of(2));
  }

  @Test
  void takesDefaultsForAbsentAndNullKeys() {
    Section a = section("a { i = null }");
    assertThat(a.integer("i", 7, 0, 9)).isEqualTo(7);
    assertThat(a.section("b").text("t", "x")).isEqualTo("x");
    assertThat(a.has("i")).isFalse();
  }

  @Test
  void remembersWhatWasReadWithDefaultsAsCanonicalForm() {
    Section a = section("a { n = 1.0, c = red }");
    a.number("n", 0, 0, 9);
    a.choice("c", Colour.class, Colour.RED);
    a.section("deep").integer("i", 4, 0, 9);
    a.text("unset", null);
    assertThat(Json.write(a.effective())).isEqualTo("{\"c\":\"red\",\"deep\":{\"i\":4},\"n\":1}");
  }

  @Test
  void namesKeyValueRangeAndLineOfAWrongValue() {
    assertRefused(
        "a {\n i = 12 }",
        a -> a.integer("i", 1, 0, 9),
        "Invalid a.i: 12 (a whole number from 0 to 9)");
    assertRefused(
        "a { i = 2.5 }",
        a -> a.integer("i", 1, 0, 9),
        "Invalid a.i: 2.5 (a whole number from 0 to 9)");
    assertRefused(
        "a { i = abc }",
        a -> a.integer("i", 1, 1, Integer.MAX_VALUE),
        "Invalid a.i: \"abc\" (a whole number >= 1)");
    assertRefused(
        "a { n = -1 }",
        a -> a.number("n", 1, 0, Double.POSITIVE_INFINITY),
        "Invalid a.n: -1 (a number >= 0)");
    assertRefused("a { n = 0 }", a -> a.positive("n", 1), "Invalid a.n: 0 (a number > 0)");
    assertRefused("a { n = NaN }", a -> a.positive("n", 1), "Invalid a.n: \"NaN\" (a number > 0)");
    assertRefused(
        "a { b = maybe }", a -> a.flag("b", true), "Invalid a.b: \"maybe\" (true or false)");
    assertRefused(
        "a { c = green }",
        a -> a.choice("c", Colour.class, Colour.RED),
        "Invalid a.c: \"green\" (red | light-blue)");
    assertRefused("a { t { x = 1 } }", a -> a.text("t"), "Invalid a.t: {\"x\":1} (a text)");
    assertRefused("a { }", a -> a.text("t"), "Invalid a.t: missing (a text)");
    assertRefused(
        "a { l = 3 }", a -> a.numbers("l", List.of()), "Invalid a.l: 3 (a list of numbers)");
    assertRefused("a { s = 3 }", a -> a.section("s"), "Invalid a.s: 3 (a section in braces)");
    assertRefused(
        "a { cs = [red, red] }",
        a -> a.choices("cs", Colour.class, List.of()),
        "Invalid a.cs: [\"red\",\"red\"] (a list of different values among red | light-blue)");
  }

  @ParameterizedTest
  @CsvSource({
    "epoch, did you mean epochs?",
    "epohcs, did you mean epochs?",
    "momentum, 'known: batch-size, epochs'"
  })
  void refusesUnknownKeysWithASuggestion(String key, String hint) {
    Section root = ExperimentFile.parse("a { epochs = 1, %s = 2 }".formatted(key)).open();
    Section a = root.section("a");
    a.integer("epochs", 1, 1, 9);
    a.integer("batch-size", 1, 1, 9);
    assertThatThrownBy(root::rejectUnknown)
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith("Invalid key: a.%s (%s)".formatted(key, hint));
  }

  @Test
  void refusesUnknownSectionsToo() {
    Section root = ExperimentFile.parse("trainig { epochs = 1 }").open();
    root.section("training").integer("epochs", 1, 1, 9);
    assertThatThrownBy(root::rejectUnknown)
        .hasMessageStartingWith("Invalid key: trainig (did you mean training?)");
  }
}
