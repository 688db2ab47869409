package org.sharelab.study.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;

class PointTest {
  @Test
  void isEqualWhateverTheOrderOfKeysAndTheSpellingOfNumbers() {
    Map<String, Object> backwards = new LinkedHashMap<>();
    backwards.put("b", 2.0);
    backwards.put("a", List.of(1.0, "x"));
    Point point = new Point(backwards);
    assertThat(point).isEqualTo(new Point(Map.of("a", List.of(1, "x"), "b", 2L)));
    assertThat(point).hasSameHashCodeAs(new Point(Map.of("a", List.of(1, "x"), "b", 2L)));
    assertThat(point.canonical()).isEqualTo("{\"a\":[1,\"x\"],\"b\":2}");
    assertThat(point.values().keySet()).containsExactly("b", "a");
  }

  @Test
  void comesBackFromItsCanonicalText() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("model.sharing.rate", 4);
    values.put("training.learning-rate", 1.5e-7);
    values.put("augment", List.of("flip", Map.of("pad", 4)));
    values.put("clip", null);
    values.put("bias", true);
    Point point = new Point(values);
    assertThat(Point.parse(point.canonical())).isEqualTo(point);
    assertThatThrownBy(() -> Point.parse("[1]"))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid point: [1] (a JSON object of keys and values)");
  }

  @Test
  void setsItsValuesInAnExperimentFile() {
    ExperimentFile file = ExperimentFile.parse("a { b { c = 1 }, d = 2 }");
    Point point = new Point(Map.of("a.b", Map.of("e", 3)));
    var section = point.applyTo(file).open().section("a");
    assertThat(section.section("b").has("c")).isFalse();
    assertThat(section.section("b").integer("e", 0, 0, 9)).isEqualTo(3);
    assertThat(section.integer("d", 0, 0, 9)).isEqualTo(2);
  }

  @Test
  void refusesWhatAFileCannotSay() {
    assertThatThrownBy(() -> new Point(Map.of("a", Double.NaN)))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid value: NaN (a finite number)");
    assertThatThrownBy(() -> new Point(Map.of("a", 'c')))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid value: c (a text, number, true, false, null, list or object)");
    assertThat(new Point(Map.of("a", BigInteger.TEN)).get("a")).isEqualTo(10L);
  }
}
