package org.sharelab.study.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Json;

class PlanReaderTest {
  private static List<Object> plans(String plans) {
    String file = "study.space { \"model.sharing.groups\" { plans { " + plans + " } } }";
    Dimension dimension =
        SearchSpace.read(ExperimentFile.parse(file).open().section("study"))
            .dimension("model.sharing.groups");
    return ((Choices) dimension.domain()).values();
  }

  /** S2(3, 2) = 3 ways to split three layers in two: any one of them alone. */
  @Test
  void listsEveryPlanOnce() {
    assertThat(plans("layers = 3, tensors = 2"))
        .extracting(Json::write)
        .containsExactlyInAnyOrder("[[0,1],[2]]", "[[0,2],[1]]", "[[0],[1,2]]");
    assertThat(plans("layers = 4")).hasSize(15); // Bell(4)
    assertThat(plans("layers = 8")).hasSize(4140);
  }

  @Test
  void drawsDifferentPlansByTheSeed() {
    List<Object> drawn = plans("layers = 12, tensors = 4, draw = 20, seed = 3");

    assertThat(drawn)
        .hasSize(20)
        .doesNotHaveDuplicates()
        .allSatisfy(plan -> assertThat((List<?>) plan).hasSize(4))
        .isEqualTo(plans("layers = 12, tensors = 4, draw = 20, seed = 3"))
        .isNotEqualTo(plans("layers = 12, tensors = 4, draw = 20, seed = 4"));
    assertThat(plans("layers = 64, tensors = 16, draw = 2")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "tensors = 2; Invalid study.space.model.sharing.groups.plans.layers",
        "layers = 4, tensors = 5; Invalid study.space.model.sharing.groups.plans.tensors: 5",
        "layers = 9; Invalid study.space.model.sharing.groups.plans.layers: 9 (at most 10000 plans;",
        "layers = 64, tensors = 2; Invalid study.space.model.sharing.groups.plans.layers: 64 (at",
        "layers = 4, draw = 2; Invalid study.space.model.sharing.groups.plans.draw: 2 (together",
        "layers = 3, tensors = 2, draw = 4; Invalid study.space.model.sharing.groups.plans.draw: 4",
        "layers = 4, tensor = 2; Invalid key: study.space.model.sharing.groups.plans.tensor"
      })
  void refusesInOneLine(String plans, String message) {
    assertThatThrownBy(() -> plans(plans))
        .isInstanceOf(ValidationException.class)
        .message()
        .matches(text -> text.replace("\"", "").startsWith(message), message)
        .doesNotContain("\n");
  }
}
