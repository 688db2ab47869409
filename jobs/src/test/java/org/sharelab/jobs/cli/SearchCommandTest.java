package org.sharelab.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sharelab.config.ExperimentFile;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.jobs.testing.Studies;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

/** What is said of searches without running one. */
class SearchCommandTest {
  private static final String GRID =
      """
      study { name = small, space { "model.sharing.rate" = [1, 2, 4], "model.width" = [4, 8, 16] } }
      data { name = glyphs, train-limit = 100, test-limit = 100 }
      model { name = convmixer, depth = 4, kernel-size = 3, patch-size = 4 }
      training { epochs = 9, batch-size = 50 }
      """;
  private static final String SEARCH =
      """
      include "grid.conf"
      study {
        name = search
        objectives = [test-accuracy, unique-parameters]
        space {
          "model.sharing.rate" = [1, 2, 3]
          "model.width" { min = 4, max = 16, step = 4, type = integer }
          "training.optimizer.learning-rate" { min = 1e-4, max = 0.1, scale = log }
        }
        sampler { name = tpe, startup-points = 6 }
        scheduler { name = asha, stratum = "model.sharing.rate" }
        budget { trials = 30, failures = 3 }
      }
      model.depth = 6
      """;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path grid;
  private Path search;

  @BeforeEach
  void writeFiles() throws IOException {
    grid = Files.writeString(folder.resolve("grid.conf"), GRID);
    search = Files.writeString(folder.resolve("search.conf"), SEARCH);
  }

  private int execute(String... arguments) {
    return new Main().execute(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  /** Trains the grid, on paper: accuracy .9 - .1 (rate - 1) at the end, rising evenly. */
  private String stored() {
    Study study = Study.plan(ExperimentFile.read(grid), "grid");
    Path results = folder.resolve("out");
    try (ResultWriter writer =
        ResultWriter.open(HadoopStorage.at(results.toString(), new Configuration()), study)) {
      for (TrialSpec trial : study.trials()) {
        double end = 0.9 - 0.1 * (trial.sharing().shareRate() - 1);
        writer.commit(TrialRows.of(Studies.trained(trial, 1, 9, epoch -> end * epoch / 9)));
      }
    }
    return results.toString();
  }

  @Test
  void planOfASearchPrintsWhatIsKnown() {
    assertThat(execute("plan", search.toString())).as(err.toString()).isZero();
    assertThat(out.toString())
        .startsWith(
            "Study search: a search for the best test-accuracy and unique-parameters, 1 replicate"
                + " of each point\n")
        .contains("a whole number from 4 to 16 in steps of 4")
        .contains("a number from 1.0E-4 to 0.1, log scale")
        .contains("Sampler    tpe: ", "startup-points 6", "Scheduler  asha: eta 3, min-epochs 1")
        .contains("Budget     30 trials, 3 failures\n")
        .contains("First points, which depend on no result:\n")
        // 30 trials of 9 epochs of 2 steps
        .contains("Cost: at most 540 steps, ");
  }

  @Test
  void planOfASearchIsOneJsonObject() throws IOException {
    assertThat(execute("plan", search.toString(), "--format", "json")).isZero();
    JsonNode plan = new ObjectMapper().readTree(out.toString());
    assertThat(plan.get("sampler").get("startup-points").asInt()).isEqualTo(6);
    assertThat(plan.get("budget").get("trials").asInt()).isEqualTo(30);
    assertThat(plan.get("first_points")).isNotEmpty();
    assertThat(plan.get("cost_bound").get("steps").asLong()).isEqualTo(540);
  }

  @Test
  void simulateSaysWhatASearchWouldHaveFoundAndCost() throws IOException {
    String from = stored();
    String halving = "study.scheduler={ name = successive-halving, eta = 3 }";
    assertThat(
            execute("simulate", grid.toString(), "--from", from, "--set", halving, "--slots", "1"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString())
        .startsWith("grid with successive-halving over 9 stored points, 1 at once\n")
        // 9 epochs at the first rung, 3 points for 2 more, 1 for 6 more
        .contains("Epochs    21 of the 81 that training all stored points takes (26 %)\n")
        .contains("Found     test-accuracy 0.9000 at ")
        .contains("regret 0.0000\n");
    out.getBuffer().setLength(0);
    assertThat(
            execute(
                "simulate", grid.toString(), "--from", from, "--set", halving, "--format", "json"))
        .isZero();
    JsonNode simulation = new ObjectMapper().readTree(out.toString());
    assertThat(simulation.get("regret").asDouble()).isZero();
    assertThat(simulation.get("epochs").asInt()).isEqualTo(21);
    assertThat(simulation.get("found_settings").get("model.sharing.rate").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "study.space={ model.width = { min = 4 } }; Invalid study.space.model.width.max: missing",
        "study.space.\"model.sharing.rate\"=[1, 4]; Cannot share 6 layers at rate 4",
        "study.sampler.name=tpo; Invalid study.sampler.name: \"tpo\" (did you mean tpe?)",
        "study.budget=null; Invalid study.budget: missing (trials, epochs or wall-clock-seconds",
        "study.scheduler.stratum=model.depth; Invalid study.scheduler.stratum: \"model.depth\"",
      })
  void refusesInOneLineBeforeAnythingStarts(String set, String message) {
    for (String command : new String[] {"plan", "run"}) {
      err.getBuffer().setLength(0);
      String[] arguments =
          command.equals("plan")
              ? new String[] {"plan", search.toString(), "--set", set}
              : new String[] {
                "run", search.toString(), "--out", folder.resolve("none").toString(), "--set", set
              };
      assertThat(execute(arguments)).isEqualTo(ExitCode.USAGE);
      assertThat(err.toString()).startsWith("error: " + message).hasLineCount(1);
      assertThat(folder.resolve("none")).doesNotExist();
    }
  }

  @Test
  void refusesToSimulateWhatWasNotTrained() {
    String from = stored();
    assertThat(execute("simulate", search.toString(), "--from", from)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("error: Invalid study.space: it has continuous ranges");
    err.getBuffer().setLength(0);
    assertThat(execute("simulate", grid.toString(), "--from", from, "--set", "study.seed=2"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("error: Invalid --from: none of the points of study");
  }
}
