package org.sharelab.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.jobs.testing.SharedTruth;

/** Analyses that answer at once, against independently computed numbers. */
class AnalyzeCommandTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String line) {
    String[] arguments = ("analyze " + line).split(" ");
    return new Main().execute(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  private static JsonNode truth(String file) throws IOException {
    return MAPPER.readTree(SharedTruth.file(file).toFile());
  }

  @ParameterizedTest
  @CsvSource({"none, orig", "all-but-bn, shared"})
  void reusabilityPrintsOneObjectWithTheReferenceNumbers(String sharing, String key)
      throws IOException {
    JsonNode expected = truth("priors_b0_224.json").get(key);
    String line = "reusability --model efficientnetv2-b0 --resolution 224 --format json --sharing ";
    assertThat(execute(line + sharing)).isZero();
    JsonNode printed = MAPPER.readTree(out.toString());
    assertThat(printed.isObject()).isTrue();
    assertThat(printed.get("n_c").textValue()).isEqualTo(expected.get("N_C").textValue());
    assertThat(printed.get("max_count").textValue()).isEqualTo(expected.get("max_freq").asText());
    assertThat(printed.get("parameters").asLong()).isEqualTo(expected.get("num_params").asLong());
    assertThat(printed.get("graph_nodes").asLong()).isEqualTo(expected.get("G").asLong());
    assertThat(printed.get("multiset_sha256")).isEqualTo(expected.get("multiset_sha256"));
    assertThat(printed.get("distinct_counts").asInt())
        .isEqualTo(expected.get("num_distinct_counts").asInt());
    assertClose(printed, "total_contexts_log2", expected.get("log2_NC"));
    assertClose(printed, "entropy", expected.get("entropy"));
    assertClose(printed, "expected_spread", expected.get("expected_spread"));
    assertClose(printed, "total_surprisal", expected.get("total_surprisal"));
    assertClose(printed, "estimate_surprisal", expected.get("P_G"));
    assertClose(printed, "estimate_spread", expected.get("P_G_prime"));
  }

  private static void assertClose(JsonNode printed, String column, JsonNode expected) {
    assertThat(printed.get(column).doubleValue())
        .as(column)
        .isCloseTo(expected.doubleValue(), within(1e-9 * Math.abs(expected.doubleValue())));
  }

  @Test
  void searchSpacePrintsEveryCountAsText() throws IOException {
    JsonNode truth = truth("search_space.json");
    Iterator<Map.Entry<String, JsonNode>> staged = truth.get("staged").fields();
    while (staged.hasNext()) {
      Map.Entry<String, JsonNode> entry = staged.next();
      String[] sizes = entry.getKey().split(",");
      out.getBuffer().setLength(0);
      String line = "search-space --layers %s --stage-layers %s --tensors %s --format json";
      assertThat(execute(line.formatted((Object[]) sizes))).as(entry.getKey()).isZero();
      JsonNode printed = MAPPER.readTree(out.toString());
      assertThat(printed.get("staged")).isEqualTo(entry.getValue().get("base1_true_surj"));
      assertThat(printed.get("staged_printed"))
          .isEqualTo(entry.getValue().get("base1_printed_tilde"));
      String pair = sizes[0] + "," + sizes[2];
      assertIfKnown(printed, "omega", "omega", truth, pair);
      assertIfKnown(printed, "exactly_printed", "exactly_printed", truth, pair);
      assertIfKnown(printed, "surjections", "surjections", truth, pair);
      assertIfKnown(printed, "unlabelled", "stirling2", truth, pair);
    }
  }

  private static void assertIfKnown(
      JsonNode printed, String name, String reference, JsonNode truth, String sizes) {
    if (truth.get(reference).has(sizes)) {
      assertThat(printed.get(name))
          .as(name + " " + sizes)
          .isEqualTo(truth.get(reference).get(sizes));
    }
  }

  /** Stages of 2 and 1 layers, 2 tensors: each stage has one of them, 2 ways. */
  @Test
  void stagesMayDiffer() throws IOException {
    assertThat(execute("search-space --layers 3 --stage-layers 2,1 --tensors 2 --format json"))
        .isZero();
    assertThat(MAPPER.readTree(out.toString()).get("staged").textValue()).isEqualTo("2");
  }

  @Test
  void saysWhatKeepsAFigureFromBeingWritten(@TempDir Path folder) {
    String file = folder.resolve("none/x.csv").toString();
    assertThat(execute("search-space --layers 4 --tensors 2 --figure " + file))
        .isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines("error: Cannot write %s: no such folder".formatted(file));
  }

  @Test
  void drawsHowTheSearchSpaceGrows(@TempDir Path folder) throws IOException {
    Path svg = folder.resolve("figure.svg");
    Path png = folder.resolve("figure.png");
    Path csv = folder.resolve("figure.csv");
    String files = " --figure %s --figure %s --figure %s".formatted(svg, png, csv);
    assertThat(execute("search-space --layers 4 --tensors 4" + files)).isZero();
    assertThat(out.toString()).isEmpty();
    List<String> rows = Files.readAllLines(csv);
    assertThat(rows)
        .hasSize(1 + 3 * 4) // stages of 1, 2 and 4 layers, 1 to 4 tensors
        .startsWith("layers,stage_layers,tensors,staged_printed,staged")
        .contains("4,2,3,24,18", "4,4,4,529,256", "4,1,3,0,0");
    // two curves for each stage size, without the points that are 0
    assertThat(Files.readString(svg))
        .startsWith("<svg xmlns=")
        .contains("stages of 1<", "stages of 2<", "stages of 4<", "tensors P", "10²");
    BufferedImage image = ImageIO.read(png.toFile());
    assertThat(image.getWidth()).isEqualTo(2 * 860);
  }

  @Test
  void cutsLongNumbersForPeople() {
    // 1 stage of 64 layers: omega = 10^64, one digit more than its exponent.
    assertThat(execute("search-space --layers 64 --stage-layers 64 --tensors 10")).isZero();
    assertThat(out.toString()).startsWith("omega            1.0000...e64 (65 digits)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "reusability > Invalid options: neither --model nor --config (either --model NAME or --config FILE --out DIR)",
        "reusability --model resnet50 --config a.conf > Invalid options: both --model and --config (either --model NAME or --config FILE --out DIR)",
        "reusability --config a.conf > Invalid options: --config without --out (--config FILE and --out DIR go together)",
        "reusability --model resnet50 --out x > Invalid options: --out without --config (--config FILE and --out DIR go together)",
        "reusability --config a.conf --out x --classes 10 > Invalid options: --classes with --config (--model only; a file says it for each model)",
        "reusability --config a.conf --out x --format json > Invalid options: --format with --config (--model only; a file says it for each model)",
        "reusability --model resnet50 --sharing plan > Invalid --sharing: plan (none | all-but-bn | all-but-bn-clean)",
        "reusability --model efficientnetv2-b9 > Invalid model.variant: \"b9\" (b0 | b1 | b2 | b3 | s | m | l) in short name efficientnetv2-b9",
        "reusability --model resnet50 --resolution big > Invalid command line: invalid value for option '--resolution': 'big' is not an int (see sharelab analyze reusability --help)",
        "reusabilty > Invalid command: reusabilty (did you mean reusability?)",
        "search-space --layers 4 --tensors 2 > Invalid options: neither --stage-layers nor --figure (either --stage-layers L_S or --figure FILE)",
        "search-space --layers 4 --tensors 2 --stage-layers 2 --figure x.svg > Invalid options: both --stage-layers and --figure (either --stage-layers L_S or --figure FILE)",
        "search-space --layers 4 --tensors 2 --figure x.pdf > Invalid --figure: x.pdf (a file name that ends in .svg, .png or .csv)",
        "search-space --layers 4 --tensors 2 --figure x.csv --format csv > Invalid options: --format with --figure (the file's name says its format)",
        "search-space --layers 4 --tensors 2 --stage-layers 2,1 > Invalid stages: [2, 1] (4 layers together)",
        "search-space --layers 4 --stage-layers 4 > Invalid command line: missing required option: '--tensors=P' (see sharelab analyze search-space --help)"
      },
      quoteCharacter = '`')
  void refusesInOneLine(String line, String message) {
    assertThat(execute(line)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).isEqualToIgnoringNewLines("error: " + message);
    assertThat(out.toString()).isEmpty();
  }
}
