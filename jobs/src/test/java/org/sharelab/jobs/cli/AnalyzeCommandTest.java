package org.sharelab.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
        "reusability --model resnet50 --sharing plan > Invalid --sharing: plan (none | all-but-bn | all-but-bn-clean)",
        "reusability --model efficientnetv2-b9 > Invalid model.variant: \"b9\" (b0 | b1 | b2 | b3 | s | m | l) in short name efficientnetv2-b9",
        "reusability --model resnet50 --resolution big > Invalid command line: invalid value for option '--resolution': 'big' is not an int (see sharelab analyze reusability --help)",
        "reusabilty > Invalid command: reusabilty (did you mean reusability?)",
        "search-space --layers 4 --stage-layers 4 > Invalid command line: missing required option: '--tensors=P' (see sharelab analyze search-space --help)"
      },
      quoteCharacter = '`')
  void refusesInOneLine(String line, String message) {
    assertThat(execute(line)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).isEqualToIgnoringNewLines("error: " + message);
    assertThat(out.toString()).isEmpty();
  }
}
