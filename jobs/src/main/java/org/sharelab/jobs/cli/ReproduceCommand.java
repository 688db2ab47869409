package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sharelab.experiment.Experiment;
import org.sharelab.jobs.report.Format;
import org.sharelab.jobs.report.Listing;
import org.sharelab.jobs.spark.Session;
import org.sharelab.jobs.study.Comparison;
import org.sharelab.jobs.study.Repetition;
import org.sharelab.jobs.study.StoredTrial;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.study.TrialSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a committed trial once more and compares every value; stores nothing. */
@Command(
    name = "reproduce",
    description = "Run a committed trial once more and show every value that differs.")
final class ReproduceCommand implements Callable<Integer> {
  /** What may explain a difference. */
  private static final List<String> CIRCUMSTANCES =
      List.of("version", "git_commit", "java_version", "backend", "threads");

  @Spec private CommandSpec command;
  @Mixin private OutputFolder output;

  @Parameters(paramLabel = "TRIAL_ID", description = "The trial, as table trials names it.")
  private String trialId;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the data set lies now, if it was moved.")
  private String data;

  @Override
  public Integer call() {
    HadoopStorage storage = output.open();
    ResultReader results = ResultReader.open(storage);
    SparkSession session = Session.forStudy("reproduce " + trialId, Main.verbose(command));
    try {
      StoredTrial stored = StoredTrial.find(session, results, trialId);
      TrialSpec spec = data == null ? stored.spec() : stored.spec(data);
      Repetition repetition = Repetition.of(stored.rows());
      Experiment.validateData(List.of(spec));
      announce(stored.rows());
      TrialRows again =
          repetition.run(new JavaSparkContext(session.sparkContext()), spec, storage.uri(""));
      return conclude(stored.rows(), again);
    } finally {
      session.stop();
    }
  }

  private void announce(TrialRows stored) {
    PrintWriter err = command.commandLine().getErr();
    Object seconds = stored.trial("train_seconds");
    err.printf(
        "Trial %s of study %s, %s%s%n",
        trialId,
        stored.trial("study"),
        stored.trial("status"),
        seconds instanceof Double time ? ", trained %.0f s then".formatted(time) : "");
    err.flush();
  }

  private int conclude(TrialRows stored, TrialRows again) {
    Comparison comparison = Comparison.of(stored, again);
    PrintWriter out = command.commandLine().getOut();
    int different = comparison.differences().size();
    if (different == 0) {
      out.printf("All %d values are identical%n", comparison.values());
    } else {
      listing(comparison).print(Format.TABLE, out);
      out.printf("%d of %d values differ%n", different, comparison.values());
      circumstances(stored, again).forEach(out::println);
    }
    out.flush();
    return different == 0 ? ExitCode.OK : ExitCode.TRIALS_FAILED;
  }

  private static Listing listing(Comparison comparison) {
    List<List<Object>> rows = new ArrayList<>();
    for (Comparison.Difference difference : comparison.differences()) {
      rows.add(
          Stream.of(
                  difference.table(),
                  difference.row(),
                  difference.column(),
                  Objects.toString(difference.stored()),
                  Objects.toString(difference.repeated()))
              .map(Object.class::cast)
              .toList());
    }
    return new Listing(List.of("table", "row", "column", "stored", "repeated"), rows);
  }

  /** What was not the same about the execution. */
  private static Stream<String> circumstances(TrialRows stored, TrialRows again) {
    return CIRCUMSTANCES.stream()
        .filter(column -> !Objects.equals(stored.trial(column), again.trial(column)))
        .map(
            column ->
                "%s: %s then, %s now"
                    .formatted(
                        column.replace('_', ' '), stored.trial(column), again.trial(column)));
  }
}
