package org.sharelab.jobs.cli;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;
import org.sharelab.jobs.report.HtmlReport;
import org.sharelab.jobs.spark.Session;
import org.sharelab.jobs.table.HadoopStorage;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.view.Views;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes one HTML page with the tables and plots of a study into its output folder. */
@Command(name = "report", description = "Write DIR/report.html: tables and plots on one page.")
final class ReportCommand implements Runnable {
  private static final String PAGE = "report.html";

  @Spec private CommandSpec command;
  @Mixin private OutputFolder output;

  @Override
  public void run() {
    HadoopStorage storage = output.open();
    ResultReader results = ResultReader.open(storage);
    SparkSession session = Session.forQuery(Main.verbose(command));
    try {
      Views.register(session, results);
      String page = new HtmlReport(session, results.settings()).render();
      storage.publish(PAGE, page.getBytes(StandardCharsets.UTF_8));
    } finally {
      session.stop();
    }
    command.commandLine().getOut().println(storage.location() + "/" + PAGE);
  }
}
