package org.sharelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sharelab.config.ExperimentFile;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.gradient.GradientStudy;
import org.sharelab.testing.SharedFiles;

/** Every study in {@code conf} can start: its file is valid and its data have what it asks for. */
class PaperStudiesTest {
  private static final Path FOLDER = Path.of("../conf");

  static List<Path> studies() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".conf") && text(file).contains("\nstudy {"))
          .sorted()
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private static List<TrialSpec> trials(ExperimentFile file) {
    Study study =
        GradientStudy.isIn(file)
            ? GradientStudy.plan(file, "study").study()
            : Study.plan(file, "study");
    return study.isSearch() ? study.samples() : study.trials();
  }

  @ParameterizedTest
  @MethodSource("studies")
  void findsItsDataInThePublicDataSets(Path path) {
    ExperimentFile file = ExperimentFile.read(path);
    String data = trials(file).get(0).data().name();
    ExperimentFile here =
        data.equals("glyphs") ? file : file.set("data.path=\"" + SharedFiles.data(data) + "\"");
    List<TrialSpec> trials = trials(here);
    assertThat(trials).isNotEmpty();
    Experiment.validateData(trials);
  }
}
