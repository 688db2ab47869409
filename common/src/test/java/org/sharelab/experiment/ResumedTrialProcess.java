package org.sharelab.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sharelab.kernel.VectorModule;
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
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    VectorModule.javaOption().ifPresent(command::add); // or it would compute other bits
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ResumedTrialProcess.class.getName(), folder.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
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
