package org.sharelab.jobs.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.sharelab.analysis.reusability.ReusabilityCase;
import org.sharelab.analysis.reusability.ReusabilityCase.Mode;
import org.sharelab.check.ValidationException;
import org.sharelab.config.Names;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Counts contexts of a published model and derives the estimates; starts no Spark. */
@Command(
    name = "reusability",
    description = "Rank models without training, by the contexts of their parameters.")
final class AnalyzeReusabilityCommand implements Runnable {
  @Spec private CommandSpec command;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      description = "A model, such as efficientnetv2-b0, resnet50 or convmixer-256-8.")
  private String model;

  @Option(
      names = "--resolution",
      paramLabel = "PIXELS",
      description = "Side of the images (default: ${DEFAULT-VALUE}).")
  private int resolution = 224;

  @Option(names = "--classes", description = "Classes (default: ${DEFAULT-VALUE}).")
  private int classes = 1000;

  @Option(
      names = "--sharing",
      paramLabel = "MODE",
      description = "none, all-but-bn or all-but-bn-clean (default: ${DEFAULT-VALUE}).")
  private String sharing = "none";

  @Option(names = "--format", description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Override
  public void run() {
    ReusabilityCase analysed = ReusabilityCase.of(model, resolution, classes, mode());
    new Properties(analysed.analyse().columns()).print(format, command.commandLine().getOut());
  }

  /** The mode by name; a plan needs more than a name, so only files can have one. */
  private Mode mode() {
    return Arrays.stream(Mode.values())
        .filter(mode -> mode != Mode.PLAN && Names.of(mode).equals(sharing))
        .findFirst()
        .orElseThrow(
            () ->
                new ValidationException(
                    "Invalid --sharing: %s (%s)"
                        .formatted(
                            sharing,
                            Arrays.stream(Mode.values())
                                .filter(mode -> mode != Mode.PLAN)
                                .map(Names::of)
                                .collect(Collectors.joining(" | ")))));
  }
}
