package org.sharelab.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Analyses that train nothing. A new one gets its line in {@code subcommands}. */
@Command(
    name = "analyze",
    description = "Analyse models and search spaces without training.",
    subcommands = {AnalyzeReusabilityCommand.class, AnalyzeSearchSpaceCommand.class})
final class AnalyzeCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Missing analysis");
  }
}
