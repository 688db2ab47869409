package org.sharelab.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  private static final String TINY =
      "--case 4,8,4,3 --depth 2 --rate 1 --rate 2 --seconds 0.03 --python no-such-python ";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String line) {
    return new Main()
        .execute(new PrintWriter(out), new PrintWriter(err), ("bench " + line).split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--case 64,128 | Invalid case: 64,128 (BATCH,WIDTH,IMAGE,KERNEL such as 64,128,16,5)",
        "--depth 0 | Invalid depth: 0 (1 to 65536)",
        "--rate 0 | Invalid share rate: 0 (a whole number >= 1)",
      })
  void rejectsArgumentsBeforeMeasuring(String line, String message) {
    assertThat(execute(line)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).isEqualTo("error: %s%n", message);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void printsJsonWithMachineStepsAndPairs() throws IOException {
    int exitCode = execute(TINY + "--pair --format json");
    assertThat(exitCode).as(err.toString()).isZero();
    JsonNode printed = new ObjectMapper().readTree(out.toString());
    assertThat(printed.get("machine").get("torch")).isEmpty();
    assertThat(printed.get("machine").get("gemm_gflop_per_s").asDouble()).isPositive();
    assertThat(printed.get("steps").findValuesAsText("engine"))
        .containsExactly("trunk", "trunk", "layers");
    assertThat(printed.get("steps")).allMatch(row -> row.get("median_ms").asDouble() > 0);
    assertThat(printed.get("steps").get(2).get("of_layers").asDouble()).isEqualTo(1);
    assertThat(printed.get("overheads").get(0).get("step_ms").asDouble()).isPositive();
    assertThat(printed.get("pairs").get(0).get("ratio").asDouble()).isPositive();
  }

  @Test
  void saysThatThereIsNoTorch() {
    assertThat(execute(TINY)).isZero();
    assertThat(out.toString()).contains("PyTorch not found (see --python)");
    assertThat(err.toString()).isEqualTo("measuring 4,8,4,3 at depth 2%n".formatted());
  }
}
