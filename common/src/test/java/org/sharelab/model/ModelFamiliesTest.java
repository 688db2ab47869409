package org.sharelab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Section;
import org.sharelab.sharing.Component;
import org.sharelab.sharing.Slot;

/** What every family promises, and how experiment files name its models. */
class ModelFamiliesTest {
  private static final FeatureShape IMAGE = new FeatureShape(3, 64, 64);

  private static ModelSpec read(String model) {
    Section section = ExperimentFile.parse("model { " + model + " }").open().section("model");
    ModelSpec spec = ModelFamilies.read(section).read(section, IMAGE, 10);
    section.rejectUnknown();
    return spec;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name = convmixer, depth = 3",
        "name = deit, depth = 3",
        "name = efficientnetv2, variant = s",
        "name = efficientnetv2",
        "name = mlp",
        "name = resnet50",
        "name = wrn, depth = 16, width = 2"
      })
  void positionsOfEveryComponentHaveEqualShapes(String model) {
    ModelSpec spec = read(model);
    Architecture architecture = spec.architecture();
    ModelDesign design = ModelDesign.unshared(architecture);

    assertThat(architecture.output()).isEqualTo(new FeatureShape(10, 1, 1));
    assertThat(spec.components()).isNotEmpty();
    for (Component component : spec.components()) {
      assertThat(
              component.positions().stream()
                  .map(slots -> slots.stream().map(slot -> design.parameter(slot).shape()).toList())
                  .distinct())
          .as(component.name())
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"convmixer", "deit", "efficientnetv2", "mlp", "resnet50", "wrn"})
  void defaultComponentsExist(String name) {
    Section section = ExperimentFile.parse("model.name = " + name).open().section("model");
    ModelFamily family = ModelFamilies.read(section);
    ModelSpec spec = family.read(section, IMAGE, 10);

    assertThat(ModelFamilies.names()).contains(name);
    assertThat(family.defaultComponents())
        .allMatch(wanted -> spec.components().stream().anyMatch(c -> c.isCalled(wanted)));
  }

  @Test
  void firstBlockOfAStageTakesPartOnlyWithEqualShapes() {
    // WRN stage 2 begins with 32->64 channels, then 64->64: of 4 first convolutions 3 are equal,
    // and all 4 second ones.
    List<Component> components = read("name = wrn, depth = 28, width = 2").components();
    Component conv1 = components.stream().filter(c -> c.isCalled("stage2.conv1")).findAny().get();

    assertThat(conv1.positions())
        .containsExactly(
            List.of(new Slot("stage2.block1.conv1", "W")),
            List.of(new Slot("stage2.block2.conv1", "W")),
            List.of(new Slot("stage2.block3.conv1", "W")));
    assertThat(components.stream().filter(c -> c.isCalled("stage2.conv2")).findAny().get().depth())
        .isEqualTo(4);

    // EfficientNetV2-S stage 1 keeps 24 channels at stride 1, so both of its blocks are equal.
    Component project =
        read("name = efficientnetv2, variant = s").components().stream()
            .filter(c -> c.isCalled("stage1.project"))
            .findAny()
            .get();
    assertThat(project.depth()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "efficientnetv2-b3, efficientnetv2-b3",
    "efficientnetv2, efficientnetv2-b0",
    "resnet50, resnet50",
    "wrn-16-4, wrn-16-4",
    "deit-s, deit-384-12",
    "mlp-32-2, mlp-32-2",
    "convmixer-32-4, convmixer"
  })
  void readsShortNames(String shortName, String architecture) {
    Section section =
        ExperimentFile.of(Map.of("model", ModelFamilies.ofShortName(shortName)))
            .open()
            .section("model");

    assertThat(ModelFamilies.read(section).read(section, IMAGE, 10).architecture().name())
        .isEqualTo(architecture);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrn-28", "wrn-28-10-2", "wrn-28-x", "resnet50-2", "vgg"})
  void rejectsUnknownShortNames(String shortName) {
    assertThatThrownBy(() -> ModelFamilies.ofShortName(shortName))
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "Invalid model: %s (such as efficientnetv2-b0, resnet50, wrn-28-10, deit-s,"
                + " convmixer-256-8, mlp-512-3)",
            shortName);
  }

  @Test
  void rejectsSizesThatDoNotFit() {
    assertThatThrownBy(() -> read("name = wrn, depth = 27"))
        .hasMessageStartingWith("Invalid model.depth: 27 (6 n + 4, such as 16, 22, 28, 40)");
    assertThatThrownBy(() -> read("name = deit, heads = 5"))
        .hasMessageStartingWith("Invalid model.heads: 5 (a divisor of the width, 192)");
    assertThatThrownBy(() -> read("name = deit, patch-size = 15"))
        .hasMessageStartingWith(
            "Invalid model.patch-size: 15 (a divisor of the image size, 64x64)");
    assertThatThrownBy(() -> read("name = efficientnetv2, variant = b4"))
        .hasMessageStartingWith("Invalid model.variant: \"b4\" (b0 | b1 | b2 | b3 | s | m | l)");
  }
}
