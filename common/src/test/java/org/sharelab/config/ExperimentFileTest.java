package org.sharelab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;

class ExperimentFileTest {
  private static final String TEXT =
      "model { name = x, sharing { rate = 2, mapping = strided } }\nbase = 3\ncopy = ${base}";

  @Test
  void setsSingleValuesOverTheFile() {
    Section root = ExperimentFile.parse(TEXT).set("model.sharing.rate=4").open();
    assertThat(root.section("model").section("sharing").integer("rate", 1, 1, 9)).isEqualTo(4);
    assertThat(root.section("model").section("sharing").text("mapping")).isEqualTo("strided");
  }

  @Test
  void replacesObjectsInsteadOfMerging() {
    Section sharing =
        ExperimentFile.parse(TEXT)
            .set("model.sharing={ rate = 8 }")
            .open()
            .section("model")
            .section("sharing");
    assertThat(sharing.keys()).containsExactly("rate");
  }

  @Test
  void clearsWithNull() {
    Section model = ExperimentFile.parse(TEXT).set("model.sharing=null").open().section("model");
    assertThat(model.keys()).containsExactly("name");
  }

  @Test
  void resolvesSubstitutionsAfterSetting() {
    Section root = ExperimentFile.parse(TEXT).set("base=7").open();
    assertThat(root.integer("copy", 0, 0, 9)).isEqualTo(7);
  }

  @Test
  void appliesAssignmentsInOrder() {
    Section root = ExperimentFile.parse(TEXT).set(List.of("base=1", "base=2")).open();
    assertThat(root.integer("base", 0, 0, 9)).isEqualTo(2);
  }

  @Test
  void keepsUrisAndOddTextsAsTheyAre() {
    Section root =
        ExperimentFile.parse("")
            .set("data.path=hdfs://nn:8020/a//b")
            .set("data.name=a:b")
            .set("data.list=[1, \"x // y\"]")
            .open();
    assertThat(root.section("data").text("path")).isEqualTo("hdfs://nn:8020/a//b");
    assertThat(root.section("data").text("name")).isEqualTo("a:b");
    assertThat(root.section("data").texts("list", List.of())).containsExactly("1", "x // y");
  }

  @Test
  void setsQuotedKeys() {
    ExperimentFile file = ExperimentFile.parse("").set("study.space.\"model.sharing.rate\"=[1, 2]");
    assertThat(file.open().section("study").section("space").keys())
        .containsExactly("model.sharing.rate");
  }

  @Test
  void refusesMalformedAssignments() {
    for (String bad : List.of("epochs", "=3", "a..b=1", "a=[1", "a={x")) {
      assertThatThrownBy(() -> ExperimentFile.parse("").set(bad))
          .isInstanceOf(ValidationException.class)
          .message()
          .matches("Invalid (--set|key): .*\\(.*\\)")
          .doesNotContain("\n");
    }
  }

  @Test
  void namesFileAndLineOfASyntaxError(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.conf"), "a = 1\nb = [1,\nc }");
    assertThatThrownBy(() -> ExperimentFile.read(file))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith("Cannot read " + file)
        .message()
        .contains("3")
        .doesNotContain("\n");
  }

  @Test
  void refusesAFileThatIsNotThere(@TempDir Path folder) {
    Path file = folder.resolve("none.conf");
    assertThatThrownBy(() -> ExperimentFile.read(file))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("Cannot read experiment file " + file + ": no such file");
  }

  @Test
  void readsIncludesBesideTheFile(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("base.conf"), "a { x = 1, y = 2 }");
    Path file =
        Files.writeString(folder.resolve("main.conf"), "include \"base.conf\"\na { y = 3 }");
    Section a = ExperimentFile.read(file).open().section("a");
    assertThat(a.integer("x", 0, 0, 9)).isEqualTo(1);
    assertThat(a.integer("y", 0, 0, 9)).isEqualTo(3);
  }

  @Test
  void refusesAnIncludeThatIsNotThere(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("main.conf"), "include \"nobase.conf\"");
    assertThatThrownBy(() -> ExperimentFile.read(file))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("nobase.conf");
  }
}
