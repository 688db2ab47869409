package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sharelab.config.ExperimentFile;
import org.sharelab.jobs.preflight.Finding;
import org.sharelab.jobs.preflight.Preflight;
import org.sharelab.jobs.report.Format;
import org.sharelab.jobs.report.Listing;
import org.sharelab.jobs.spark.Session;
import org.sharelab.jobs.spark.TrialPlacement;
import org.sharelab.study.Study;
import org.sharelab.study.TrialResources;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks every executor of a cluster; trains nothing. */
@Command(
    name = "preflight",
    description = "Check every executor: native library, threads, memory, devices, clock, storage.")
final class PreflightCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of("executor", "host", "check", "result", "detail");

  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The experiment file whose trials are to run there.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of the file, such as study.resources.gpus=1; may be repeated.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder of the results, to be tried too.")
  private String location;

  @Option(names = "--format", description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Override
  public Integer call() {
    TrialResources resources = resources();
    TrialPlacement placement = new TrialPlacement(resources, new SparkConf());
    SparkSession session = Session.forStudy("preflight", placement, Main.verbose(command));
    try {
      JavaSparkContext spark = new JavaSparkContext(session.sparkContext());
      Preflight preflight =
          new Preflight(spark, resources, placement.profile(spark).orElse(null), location);
      List<Finding> findings = preflight.run();
      print(findings, placement.remarks());
      boolean failed = findings.stream().anyMatch(f -> f.result() == Finding.Result.FAILED);
      return failed ? ExitCode.ENVIRONMENT : ExitCode.OK;
    } finally {
      session.stop();
    }
  }

  private TrialResources resources() {
    if (file == null) {
      return TrialResources.UNSAID;
    }
    ExperimentFile experiment = ExperimentFile.read(file).set(assignments);
    return Study.plan(experiment, ExperimentArguments.nameOf(file)).spec().resources();
  }

  private void print(List<Finding> findings, List<String> remarks) {
    PrintWriter err = command.commandLine().getErr();
    remarks.forEach(remark -> err.println("note: " + remark));
    err.flush();
    List<List<Object>> rows = new ArrayList<>();
    for (Finding finding : findings) {
      rows.add(
          List.of(
              finding.executor(),
              finding.host(),
              finding.check(),
              finding.result().name().toLowerCase(Locale.ROOT),
              finding.detail()));
    }
    PrintWriter out = command.commandLine().getOut();
    new Listing(COLUMNS, rows).print(format, out);
    if (format == Format.TABLE) {
      findings.stream()
          .filter(finding -> finding.result() != Finding.Result.OK)
          .forEach(
              finding ->
                  out.printf(
                      "%n%s of executor %s: %s%n",
                      finding.check(), finding.executor(), finding.detail()));
    }
    out.flush();
  }
}
