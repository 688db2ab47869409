package org.sharelab.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sharelab.config.ExperimentFile;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.testing.PairedStudy;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.study.Study;

/** Commands that start no Spark, and everything that is refused before Spark would start. */
class CommandLineTest {
  private static final String VALID =
      """
      study { name = small, replicates = 2, space { "model.sharing.rate" = [1, 2, 4] } }
      data { name = glyphs, train-limit = 100, test-limit = 100 }
      model { name = convmixer, width = 4, depth = 4, kernel-size = 3, patch-size = 4 }
      training { epochs = 2, batch-size = 50 }
      """;

  @TempDir static Path other;
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path file;

  @BeforeAll
  static void writeOtherStudy() {
    PairedStudy.write(other);
  }

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.writeString(folder.resolve("study.conf"), VALID);
  }

  private int execute(String... arguments) {
    return new Main().execute(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  private static JsonNode json(StringWriter text) throws IOException {
    return new ObjectMapper().readTree(text.toString());
  }

  @Test
  void statusOfFinishedStudyNeedsNoSpark() throws IOException {
    assertThat(execute("status", "--out", other.toString(), "--format", "json")).isZero();
    JsonNode status = json(out);
    // 3 rates x 2 mappings x 3 replicates, one failed; .84 is the best accuracy there
    assertThat(status.at("/committed/completed").asInt()).isEqualTo(17);
    assertThat(status.at("/committed/failed").asInt()).isEqualTo(1);
    assertThat(status.get("best_test_accuracy").asDouble()).isEqualTo(.84);
    assertThat(status.get("run").asText()).isEqualTo("ended");
    assertThat(status.get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(status.get("running")).isEmpty();
    assertThat(status.get("seconds_left").isNull()).isTrue();
  }

  @Test
  void statusSpeaksToPeople() {
    assertThat(execute("status", "--out", other.toString())).isZero();
    assertThat(out.toString())
        .containsPattern("committed +18 trials: 17 completed, 1 failed\n")
        .containsPattern("run +ended .* ago \\(.*pid \\d+, since .*Z\\)\n")
        .containsPattern("best +test accuracy 0.8400, trial [0-9a-f]{16}\n");
  }

  @Test
  void statusOfFolderWithoutStudyIsRefused() {
    assertThat(execute("status", "--out", folder.toString())).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(err.toString())
        .isEqualTo(
            "error: Cannot read %s: no study there (the --out folder of a run)%n"
                .formatted(folder));
  }

  @Test
  void runBesideAnotherIsRefused() {
    try (ResultWriter writer =
        ResultWriter.open(
            HadoopStorage.at(folder.resolve("out").toString(), new Configuration()),
            Study.plan(ExperimentFile.read(file), "study"))) {
      assertThat(writer.committed()).isEmpty();
      assertThat(execute("run", file.toString(), "--out", folder.resolve("out").toString()))
          .isEqualTo(ExitCode.ENVIRONMENT);
      assertThat(err.toString())
          .matches(
              "error: Cannot write \\S+: another run \\(.+, pid \\d+, since .+Z\\) is at work\\R");
    }
  }

  @Test
  void planPrintsOneObjectPerTrialNamedLikeTheTable() throws IOException {
    assertThat(execute("plan", file.toString(), "--format", "json")).isZero();
    JsonNode trials = json(out);
    assertThat(trials).hasSize(6);
    List<String> columns = Tables.TRIALS.columns().stream().map(Table.Column::name).toList();
    List<String> keys = new ArrayList<>();
    trials.get(0).fieldNames().forEachRemaining(keys::add);
    assertThat(keys).isSubsetOf(columns).contains("trial_id", "unique_parameters", "macs", "spec");
    assertThat(trials.findValuesAsText("share_rate")).containsExactly("1", "2", "4", "1", "2", "4");
    assertThat(trials.findValuesAsText("replicate")).containsExactly("0", "0", "0", "1", "1", "1");
    assertThat(trials.findValuesAsText("trial_id")).doesNotHaveDuplicates();
    assertThat(trials.get(0).get("epochs").asInt()).isEqualTo(2);
    // 4 blocks share 4 x 4 weights and 4 biases: rate 4 keeps one of four
    long all = trials.get(2).get("applied_parameters").asLong();
    assertThat(all - trials.get(2).get("unique_parameters").asLong()).isEqualTo(3 * 20);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void planForPeopleShowsWhatDiffersAndTheCost() {
    assertThat(execute("plan", file.toString(), "--set", "training.epochs=3")).isZero();
    assertThat(out.toString())
        .startsWith("Study small: 3 points x 2 replicates = 6 trials\n")
        .contains("dataset glyphs, model convmixer, mapping sequential")
        .contains("trial_id", "share_rate", "unique_parameters")
        .doesNotContain("label_noise")
        // 6 trials x 3 epochs x 2 steps
        .contains("Cost: 6 trials, 36 steps, ");
  }

  @Test
  void planShowsDimensionsThatHaveNoColumn() {
    String dimension = "study.space.\"training.optimizer.learning-rate\"=[0.01, 0.002]";
    assertThat(execute("plan", file.toString(), "--set", dimension)).isZero();
    assertThat(out.toString()).contains("training.optimizer.learning-rate").contains("0.0020");
  }

  @Test
  void describePrintsGroups() throws IOException {
    assertThat(execute("describe", file.toString())).isZero();
    assertThat(out.toString()).contains("0 1 | 2 3").contains("0 | 1 | 2 | 3").contains("4x4x1x1");
    out.getBuffer().setLength(0);
    assertThat(execute("describe", file.toString(), "--format", "json")).isZero();
    JsonNode second = json(out).get(1);
    assertThat(second.get("share_rate").asInt()).isEqualTo(2);
    // weight and bias of 4 blocks
    assertThat(second.get("groups")).hasSize(8);
    assertThat(second.get("groups").get(0).get("group_id").asText()).isEqualTo("pointwise/0");
  }

  @Test
  void csvHasOneLinePerTrialAndHeader() {
    assertThat(execute("plan", file.toString(), "--format", "csv")).isZero();
    assertThat(out.toString().lines()).hasSize(7);
  }

  @Test
  void helpAndVersionSucceed() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString()).contains("plan", "run", "query", "report", "describe", "Exit codes");
    assertThat(execute("run", "--help")).isZero();
    assertThat(execute("--version")).isZero();
    assertThat(out.toString()).contains("sharelab ");
  }

  @Test
  void debugPrintsWhere() {
    assertThat(execute("plan", "nowhere.conf", "--debug")).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(err.toString()).startsWith("error: ").contains("\tat org.sharelab.");
  }

  private static Arguments refused(int code, String message, String... arguments) {
    return Arguments.of(code, message, arguments);
  }

  private static Arguments badSetting(String assignment, String message) {
    return refused(2, message, "run", "FILE", "--out", "OUT", "--set", assignment);
  }

  static Stream<Arguments> badInputs() {
    return Stream.of(
        refused(2, "Invalid command line: missing command (see sharelab --help)"),
        refused(2, "Invalid command: plam (did you mean plan?)", "plam"),
        refused(2, "Invalid command: x (known: ", "x"),
        refused(
            2,
            "Invalid option: --oot (did you mean --out?)",
            "run",
            "FILE",
            "--out=OUT",
            "--oot=OUT"),
        refused(2, "Invalid command line: missing required option: '--out=DIR'", "run", "FILE"),
        refused(2, "Invalid command line: missing required parameter", "plan"),
        refused(2, "Invalid argument: more (see sharelab plan --help)", "plan", "FILE", "more"),
        refused(
            2,
            "Invalid command line: invalid value for option '--format'",
            "plan",
            "FILE",
            "--format=xml"),
        refused(
            2,
            "Invalid --set: epochs (KEY=VALUE, such as training.epochs=3)",
            "plan",
            "FILE",
            "--set",
            "epochs"),
        refused(
            2,
            "Invalid command line: invalid value for option '--retry'",
            "run",
            "FILE",
            "--out=OUT",
            "--retry=completed"),
        refused(
            3,
            "Cannot read experiment file FOLDER/absent.conf: no such file",
            "plan",
            "FOLDER/absent.conf"),
        refused(3, "Cannot read experiment file FOLDER: no such file", "plan", "FOLDER"),
        refused(2, "Cannot read FOLDER/broken.conf: ", "plan", "FOLDER/broken.conf"),
        refused(
            3,
            "Cannot use FILE as output: it is a file (a folder is needed)",
            "run",
            "FILE",
            "--out",
            "FILE"),
        refused(
            3,
            "Cannot use FOLDER as output: it holds other files, such as broken.conf",
            "run",
            "FILE",
            "--out",
            "FOLDER"),
        refused(3, "Cannot write /proc/out/", "run", "FILE", "--out", "/proc/out"),
        refused(
            3,
            "Cannot open nothing://host/x: No FileSystem for scheme \"nothing\"",
            "run",
            "FILE",
            "--out",
            "nothing://host/x"),
        refused(
            2,
            "Invalid --out: OTHER (it holds another study, where data.test-limit is 100 and"
                + " not 50)",
            "run",
            "FILE",
            "--out",
            "OTHER",
            "--set",
            "data.test-limit=50"),
        refused(
            3,
            "Cannot read OUT: no results there (the --out folder of a run)",
            "query",
            "--out",
            "OUT",
            "SELECT 1"),
        refused(3, "Cannot read OUT: no results there", "report", "--out", "OUT"),
        badSetting("training.epoch=3", "Invalid key: training.epoch (did you mean epochs?)"),
        badSetting("model.sharing.rat=3", "Invalid key: model.sharing.rat (did you mean rate?)"),
        badSetting("modle.depth=3", "Invalid key: modle (did you mean model?)"),
        badSetting("training.epochs=-1", "Invalid training.epochs: -1 (a whole number"),
        badSetting("training.epochs=many", "Invalid training.epochs: \"many\" (a whole number"),
        badSetting("training.epochs=2.5", "Invalid training.epochs: 2.5 (a whole number"),
        badSetting("study.replicates=0", "Invalid study.replicates: 0 (a whole number"),
        badSetting("study.name=\"a b\"", "Invalid study.name: \"a b\" (letters, digits"),
        badSetting("study.space=5", "Invalid study.space: 5 (a section in braces)"),
        badSetting(
            "study.space={\"model.depth\" = 4}",
            "Invalid study.space.model.depth: 4 (a list of values, or a range { min, max })"),
        badSetting(
            "study.space={\"model.depth\" = []}",
            "Invalid study.space.model.depth: [] (a list with at least one value)"),
        badSetting(
            "study.space={\"model.depth\" = [4, 4]}",
            "Invalid study.space.model.depth: [4,4] (different values)"),
        badSetting(
            "study.space={\"study.seed\" = [1, 2]}",
            "Invalid study.space.study.seed: [1,2] (not a key of study)"),
        badSetting("study.space={\"model.sharing.rate\" = [1, 3]}", "rate"),
        badSetting("model.sharing.components=[pointwse]", "did you mean pointwise?"),
        badSetting(
            "model.sharing.mapping=diagonal",
            "Invalid model.sharing.mapping: \"diagonal\" (sequential | strided | random"),
        badSetting("model.name=convmixr", "did you mean convmixer?"),
        badSetting(
            "model.patch-size=7", "Invalid model.patch-size: 7 (a divisor of the image size"),
        badSetting("data.name=fashion-mist", "did you mean fashion-mnist?"),
        badSetting("data.name=fashion-mnist", "Invalid data.path: missing"),
        badSetting("data.label-noise.level=1.5", "Invalid data.label-noise.level: 1.5 ("),
        badSetting("training.optimizer.name=adm", "Invalid training.optimizer.name: \"adm\" ("),
        badSetting("training=5", "Invalid training: 5 (a section in braces)"),
        refused(
            3,
            "Cannot read data folder FOLDER/absent: no such folder",
            "run",
            "FILE",
            "--out",
            "OUT",
            "--set",
            "data={name = fashion-mnist, path = \"FOLDER/absent\"}"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("badInputs")
  void refusesInOneLine(int code, String message, String[] arguments) throws IOException {
    Files.writeString(folder.resolve("broken.conf"), "study { name = \n training [");

    String[] resolved = Arrays.stream(arguments).map(this::resolve).toArray(String[]::new);
    assertThat(execute(resolved)).as(err.toString()).isEqualTo(code);

    assertThat(err.toString()).startsWith("error: ").contains(resolve(message));
    assertThat(err.toString().lines()).as("one line").hasSize(1);
    assertThat(out.toString()).isEmpty();
    assertThat(folder.resolve("out/trials")).as("nothing was started").doesNotExist();
  }

  /** So that the mended file may use the same folder. */
  @ParameterizedTest
  @ValueSource(strings = {"run", "gradient"})
  void studyWithoutItsDataClaimsNoFolder(String job) throws IOException {
    if (job.equals("gradient")) {
      Files.writeString(file, VALID + "\ngradient { source { rate = 4 }, epochs = [0] }");
    }
    Path out = folder.resolve("out");
    String data = "data={name = fashion-mnist, path = \"%s\"}".formatted(folder.resolve("absent"));
    assertThat(execute(job, file.toString(), "--out", out.toString(), "--set", data))
        .as(err.toString())
        .isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(err.toString()).contains("no such folder");
    assertThat(out).doesNotExist();
  }

  private String resolve(String text) {
    return text.replace("FILE", file.toString())
        .replace("FOLDER", folder.toString())
        .replace("OTHER", other.toString())
        .replace("OUT", folder.resolve("out").toString());
  }
}
