package org.sharelab.jobs.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sharelab.config.ExperimentFile;
import org.sharelab.study.Study;
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

  /** The study, with every trial validated. */
  Study plan() {
    return Study.plan(ExperimentFile.read(file).set(assignments), nameOf(file));
  }

  /** What a study or an analysis is called if its file does not say. */
  static String nameOf(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^A-Za-z0-9._-]+", "-");
  }
}
