package org.sharelab.jobs.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.study.Study;
import org.sharelab.study.gradient.GradientStudy;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The experiment file of a command and what is set over it. */
final class ExperimentArguments {
  @Parameters(paramLabel = "FILE", description = "The experiment file.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of the file, such as training.epochs=3; may be repeated.")
  private List<String> assignments = new ArrayList<>();

  /** The study, with every trial validated; of one that learns plans, what is known at first. */
  Study plan() {
    return gradients()
        .map(GradientStudy::study)
        .orElseGet(() -> Study.plan(experiment(), nameOf(file)));
  }

  /** The study of a file without a section gradient, with every trial validated. */
  Study planTrials() {
    Checks.valid(
        !GradientStudy.isIn(experiment()),
        "Invalid experiment: %s has a section gradient (run it with: sharelab gradient)",
        file);
    return plan();
  }

  /** The study with its measurements, validated; empty if the file has no section gradient. */
  Optional<GradientStudy> gradients() {
    ExperimentFile experiment = experiment();
    return GradientStudy.isIn(experiment)
        ? Optional.of(GradientStudy.plan(experiment, nameOf(file)))
        : Optional.empty();
  }

  /** The same where the section has to be there. */
  GradientStudy planGradients() {
    return gradients()
        .orElseThrow(
            () ->
                new ValidationException(
                    "Invalid experiment: %s has no section gradient (run it with: sharelab run)"
                        .formatted(file)));
  }

  private ExperimentFile experiment() {
    return ExperimentFile.read(file).set(assignments);
  }

  /** What a study or an analysis is called if its file does not say. */
  static String nameOf(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^A-Za-z0-9._-]+", "-");
  }
}
