package org.sharelab.jobs.cli;

import org.sharelab.analysis.searchspace.SearchSpaceCounts;
import org.sharelab.jobs.report.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Counts the ways to share P tensors among L layers; starts no Spark. */
@Command(
    name = "search-space",
    description = "Count the ways to share a number of tensors among the layers of a network.")
final class AnalyzeSearchSpaceCommand implements Runnable {
  @Spec private CommandSpec command;

  @Option(
      names = "--layers",
      required = true,
      paramLabel = "L",
      description = "Layers that can share.")
  private int layers;

  @Option(
      names = "--stage-layers",
      required = true,
      paramLabel = "L_S",
      description =
          "Layers of a stage; stages share nothing with each other, and the last counts in full.")
  private int stageLayers;

  @Option(
      names = "--tensors",
      required = true,
      paramLabel = "P",
      description = "Tensors that the layers use together.")
  private int tensors;

  @Option(names = "--format", description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Override
  public void run() {
    new Properties(SearchSpaceCounts.of(layers, stageLayers, tensors).asText())
        .print(format, command.commandLine().getOut());
  }
}
