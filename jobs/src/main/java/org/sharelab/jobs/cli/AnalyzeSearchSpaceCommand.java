package org.sharelab.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import org.sharelab.analysis.searchspace.SearchSpaceCounts;
import org.sharelab.analysis.searchspace.SearchSpaceCurve;
import org.sharelab.check.Checks;
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
      split = ",",
      paramLabel = "L_S",
      description =
          "Layers of a stage; stages share nothing with each other, and the last counts in full."
              + " Several numbers: the stages' different sizes.")
  private List<Integer> stageLayers;

  @Option(
      names = "--tensors",
      required = true,
      paramLabel = "P",
      description = "Tensors that the layers use together.")
  private int tensors;

  @Option(names = "--format", description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Option(
      names = "--figure",
      paramLabel = "FILE",
      description =
          "Write a plot or table over 1 to P tensors, with a curve for every stage size that"
              + " divides L, instead of counts: FILE.svg, FILE.png or FILE.csv; may be repeated.")
  private List<Path> figures;

  @Override
  public void run() {
    Checks.valid(
        (stageLayers == null) != (figures == null),
        "Invalid options: %s (either --stage-layers L_S or --figure FILE)",
        figures == null
            ? "neither --stage-layers nor --figure"
            : "both --stage-layers and --figure");
    if (figures != null) {
      Checks.valid(
          !command.commandLine().getParseResult().hasMatchedOption("--format"),
          "Invalid options: --format with --figure (the file's name says its format)");
      new SearchSpaceFigure(SearchSpaceCurve.ofAllStageSizes(layers, tensors)).write(figures);
    } else {
      new Properties(counts().asText()).print(format, command.commandLine().getOut());
    }
  }

  private SearchSpaceCounts counts() {
    return stageLayers.size() == 1
        ? SearchSpaceCounts.of(layers, stageLayers.get(0), tensors)
        : SearchSpaceCounts.of(layers, stageLayers, tensors);
  }
}
