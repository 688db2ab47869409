package org.sharelab.jobs.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.sharelab.analysis.reusability.ReusabilityCase;
import org.sharelab.analysis.reusability.ReusabilityCase.Mode;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;
import org.sharelab.config.Names;
import org.sharelab.jobs.report.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * Analyses one published model here and now, without Spark, or the models of a file over executors.
 */
@Command(
    name = "reusability",
    description = "Rank models without training, by the contexts of their parameters.")
final class AnalyzeReusabilityCommand implements Callable<Integer> {
  private static final List<String> OF_ONE_MODEL =
      List.of("--resolution", "--classes", "--sharing", "--format");

  @Spec private CommandSpec command;

  @Option(
      names = "--model",
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

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A file with a section analysis, or an experiment file, whose networks are meant;"
              + " instead of --model, needs --out.")
  private Path config;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the table reusability; the same again does only what is missing.")
  private String out;

  @Option(names = "--format", description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Override
  public Integer call() {
    Checks.valid(
        (model == null) != (config == null),
        "Invalid options: %s (either --model NAME or --config FILE --out DIR)",
        model == null ? "neither --model nor --config" : "both --model and --config");
    Checks.valid(
        (config == null) == (out == null),
        "Invalid options: %s (--config FILE and --out DIR go together)",
        out == null ? "--config without --out" : "--out without --config");
    if (config != null) {
      ParseResult given = command.commandLine().getParseResult();
      for (String option : OF_ONE_MODEL) {
        Checks.valid(
            !given.hasMatchedOption(option),
            "Invalid options: %s with --config (--model only; a file says it for each model)",
            option);
      }
    }
    return model != null ? printModel() : new FamilyAnalysis(command, config, out).call();
  }

  private int printModel() {
    ReusabilityCase analysed = ReusabilityCase.of(model, resolution, classes, mode());
    new Properties(analysed.analyse().columns()).print(format, command.commandLine().getOut());
    return ExitCode.OK;
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
