package org.sharelab.jobs.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * SIGINT and SIGTERM as a question that a long job asks now and then.
 *
 * <p>On a signal the virtual machine starts to shut down. This holds it up, before Spark and the
 * file systems close, until the job has seen the signal and stored what it has; then the process
 * ends with the code for interruption.
 */
final class Interruption {
  /** Spark stops at 50 and file systems close at 10; higher comes first. */
  private static final int PRIORITY = 100;

  private static final long PATIENCE_SECONDS = 20;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Runnable hook = this::hold;
  private volatile boolean requested;

  private Interruption() {}

  static Interruption watch() {
    Interruption interruption = new Interruption();
    ShutdownHookManager.get()
        .addShutdownHook(interruption.hook, PRIORITY, PATIENCE_SECONDS + 5, TimeUnit.SECONDS);
    return interruption;
  }

  boolean isRequested() {
    return requested;
  }

  private void hold() {
    requested = true;
    try {
      finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }

  /** The job is over and has said what it had to say; after a signal, this ends the process. */
  void end() {
    finished.countDown();
    if (!requested) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
