package org.sharelab.study.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Section;

class SearchSpaceTest {
  private static SearchSpace read(String space) {
    Section study = ExperimentFile.parse("study { space { " + space + " } }").open();
    return SearchSpace.read(study.section("study"));
  }

  @Test
  void readsListsInFileOrderQuotedOrNested() {
    SearchSpace space =
        read("\"model.sharing.rate\" = [1, 2]\n model { depth = [4]\n name = [mlp, deit] }");
    assertThat(space.dimensions())
        .containsExactly(
            Dimension.of("model.sharing.rate", new Choices(List.of(1, 2))),
            Dimension.of("model.depth", new Choices(List.of(4))),
            Dimension.of("model.name", new Choices(List.of("mlp", "deit"))));
  }

  @Test
  void readsRangesAndConditions() {
    SearchSpace space =
        read(
            """
            "lr" { min = 1e-4, max = 0.1, scale = log }
            "depth" { min = 4, max = 32, step = 4, type = integer }
            "drop" { min = 0, max = 1, type = real }
            "kernel" { values = [3, 5], when { "name" = [conv], depth = 4 } }
            "name" = [conv, deit]
            """);
    assertThat(space.dimensions())
        .containsExactly(
            Dimension.of("lr", Range.reals(1e-4, 0.1, Scale.LOG)),
            Dimension.of("depth", new Range(Range.Type.INTEGER, 4, 32, 4, Scale.LINEAR)),
            Dimension.of("drop", Range.reals(0, 1, Scale.LINEAR)),
            Dimension.of("name", new Choices(List.of("conv", "deit"))), // before what needs it
            new Dimension(
                "kernel",
                new Choices(List.of(3, 5)),
                Map.of("name", List.of("conv"), "depth", List.of(4))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a = 3; Invalid study.space.a: 3 (a list of values, or a range { min, max }) ",
        "a = []; Invalid study.space.a: [] (a list with at least one value) ",
        "a = [1, 1.0]; Invalid study.space.a: [1,1] (different values) ",
        "\"study.seed\" = [1]; Invalid study.space.study.seed: [1] (not a key of study) ",
        "a { min = 1 }; Invalid study.space.a.max: missing (a number)",
        "a { min = x, max = 2 }; Invalid study.space.a.min: \"x\" (a number) ",
        "a { min = 1, max = 2 }; Invalid study.space.a.type: missing (integer | real, since min and max are both whole numbers)",
        "a { min = 1, max = 2.5, type = integer }; Invalid study.space.a: {\"max\":2.5,\"min\":1,\"type\":\"integer\"} (whole min, max and step for type integer) ",
        "a { min = 0.5, max = 2, step = 0 }; Invalid study.space.a.step: 0 (a number > 0) ",
        "a { min = 0.5, max = 2, scal = log }; Invalid key: study.space.a.scal (did you mean scale?) ",
        "a { values = 3 }; Invalid study.space.a.values: 3 (a list of values) ",
        "a { values = [1], b = [2] }; Invalid key: study.space.a.b (known: values, when) ",
        "a { values = [1], when { c = [1] } }; Invalid study.space.a.when.c: not a key of study.space (did you mean a?)",
        "a { values = [1], when { b = [3] } }, b = [1, 2]; Invalid study.space.a.when.b: 3 (1 | 2)",
        "a { values = [1], when { b = [1] } }, b { values = [1], when { a = 1 } }; Invalid study.space.a.when: it depends on itself (no circles)",
        "\"a\" = [1], \"a.b\" = [2]; Invalid study.space.a.b: the key a is varied too (each key once, none inside another)",
        "\"a..b\" = [1]; Invalid study.space.a..b: [1] (a key such as training.epochs) ",
      })
  void refusesWhatIsWrong(String space, String message) {
    assertThatThrownBy(() -> read(space))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void enumeratesAConditionalGridWithTheFirstDimensionSlowest() {
    SearchSpace space =
        read(
            """
            "name" = [conv, deit]
            "kernel" { values = [3, 5], when { name = conv } }
            "rate" { min = 1, max = 2, type = integer }
            """);
    assertThat(space.grid().stream().map(Point::canonical))
        .containsExactly(
            "{\"kernel\":3,\"name\":\"conv\",\"rate\":1}",
            "{\"kernel\":3,\"name\":\"conv\",\"rate\":2}",
            "{\"kernel\":5,\"name\":\"conv\",\"rate\":1}",
            "{\"kernel\":5,\"name\":\"conv\",\"rate\":2}",
            "{\"name\":\"deit\",\"rate\":1}",
            "{\"name\":\"deit\",\"rate\":2}");
    assertThat(space.sizeBound()).hasValue(8);
    space.grid().forEach(space::check);
  }

  @Test
  void refusesGridsThatAreContinuousOrTooLarge() {
    assertThatThrownBy(() -> read("a { min = 0, max = 1, type = real }").grid())
        .hasMessage(
            "Invalid study.space.a: a number from 0 to 1 (a list of values or a range with a step,"
                + " for sampler grid)");
    String thousand = "{ min = 1, max = 1000, type = integer }";
    SearchSpace large = read("a %s, b %s, c %s".formatted(thousand, thousand, thousand));
    assertThatThrownBy(large::grid)
        .hasMessage("Invalid study.space: more than 1000000 points (fewer values)");
    String huge = "{ min = 1, max = 1000000000000, type = integer }";
    assertThat(read("a %s, b %s".formatted(huge, huge)).sizeBound()).hasValue(Long.MAX_VALUE);
  }

  @Test
  void hasOnePointIfNothingVaries() {
    assertThat(read("").grid()).containsExactly(new Point(Map.of()));
    assertThat(read("").sizeBound()).hasValue(1);
  }

  @Test
  void saysWhyAPointIsOutside() {
    SearchSpace space =
        read(
            """
            "name" = [conv, deit]
            "kernel" { values = [3, 5], when { name = conv } }
            "rate" { min = 0.5, max = 2 }
            """);
    assertOutside(
        space, Map.of("name", "mlp", "rate", 1), "Invalid name: \"mlp\" (\"conv\" | \"deit\")");
    assertOutside(space, Map.of("name", "conv", "rate", 1), "Invalid kernel: missing (3 | 5)");
    assertOutside(
        space, Map.of("name", "deit", "rate", 3), "Invalid rate: 3 (a number from 0.5 to 2)");
    assertOutside(
        space,
        Map.of("name", "deit", "rate", 1, "kernel", 3),
        "Invalid key: kernel (not active at {\"kernel\":3,\"name\":\"deit\",\"rate\":1})");
    assertOutside(space, Map.of("name", "deit", "rat", 1), "Invalid key: rat (did you mean rate?)");
    assertThat(space.contains(new Point(Map.of("name", "deit", "rate", 2)))).isTrue();
  }

  private static void assertOutside(SearchSpace space, Map<String, Object> values, String message) {
    Point point = new Point(values);
    assertThat(space.contains(point)).isFalse();
    assertThatThrownBy(() -> space.check(point))
        .isInstanceOf(ValidationException.class)
        .hasMessage(message);
  }
}
