package org.sharelab.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes one HTML page with the tables and plots of a study. */
@Command(name = "report", description = "Write one HTML page with tables and plots.")
final class ReportCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private OutputFolder output;

  @Override
  public void run() {
    command.commandLine().getOut().println(output.location());
  }
}
