package org.sharelab.experiment;

import java.io.IOException;
import java.nio.file.Path;
import org.sharelab.study.TrialSpec;

/** A process that runs a trial and is killed meanwhile: the victim of {@link ResumedTrialTest}. */
final class ResumedTrialProcess {
  private ResumedTrialProcess() {}

  static TrialSpec trial() {
    return ResumedTrialTest.trial(
        "study.checkpoint.every-epochs=1", "training.epochs=30", "data.test-limit=10");
  }

  /** Starts it with a folder for its checkpoints. */
  static Process start(Path folder) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                ResumedTrialProcess.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder.start();
  }

  /**
   * @param arguments the folder
   */
  public static void main(String[] arguments) {
    TrialContext context = TrialContext.of(1, 1);
    Experiment.run(trial(), context.with(new FolderCheckpoints(Path.of(arguments[0]))));
  }
}
