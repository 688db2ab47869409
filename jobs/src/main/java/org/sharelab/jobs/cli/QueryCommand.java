package org.sharelab.jobs.cli;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.SparkSession;
import org.sharelab.check.ValidationException;
import org.sharelab.jobs.report.Format;
import org.sharelab.jobs.report.Listing;
import org.sharelab.jobs.spark.Session;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.view.Views;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Answers SQL over the tables and views of an output folder, also while a study writes it. */
@Command(name = "query", description = "Answer SQL over the tables and views of a study.")
final class QueryCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private OutputFolder output;

  @Parameters(paramLabel = "SQL", description = "A Spark SQL query over trials, v_share_rate, ...")
  private String sql;

  @Option(names = "--format", description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Override
  public void run() {
    ResultReader results = ResultReader.open(output.open());
    SparkSession session = Session.forQuery(Main.verbose(command));
    try {
      Views.registerNamed(session, results, sql);
      answer(session).print(format, command.commandLine().getOut());
    } finally {
      session.stop();
    }
  }

  private Listing answer(SparkSession session) {
    try {
      return Listing.of(session.sql(sql));
    } catch (Exception problem) { // AnalysisException is checked, and Scala does not declare it
      if (problem instanceof SparkThrowable) {
        throw refused(problem);
      }
      throw problem;
    }
  }

  private ValidationException refused(Exception problem) {
    Throwable root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason =
        String.valueOf(root.getMessage())
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .findFirst()
            .orElse(root.getClass().getSimpleName());
    String known =
        Stream.of(
                Tables.STUDY.stream().map(Table::name),
                Tables.ANALYSES.stream().map(Table::name),
                Views.NAMES.stream())
            .flatMap(names -> names)
            .collect(Collectors.joining(", "));
    return new ValidationException(
        "Invalid query: %s (Spark SQL over %s)".formatted(reason, known), problem);
  }
}
