package org.sharelab.jobs.cli;

import java.util.concurrent.TimeUnit;
import org.apache.hadoop.service.launcher.IrqHandler;

/**
 * SIGINT and SIGTERM as a question that a long job asks now and then.
 *
 * <p>The first signal only makes the answer yes: the job then starts nothing new, lets what runs
 * save, stores what it has and ends with the code for interruption. The process ends at once at the
 * second signal, and some time after the first if the job does not.
 */
final class Interruption {
  private static final long PATIENCE_SECONDS = 30;

  private final Runnable notice;
  private volatile boolean requested;
  private volatile boolean over;

  private Interruption(Runnable notice) {
    this.notice = notice;
  }

  /**
   * Takes over both signals.
   *
   * @param notice run at the first signal
   */
  static Interruption watch(Runnable notice) {
    Interruption interruption = new Interruption(notice);
    new IrqHandler(IrqHandler.CONTROL_C, signal -> interruption.signalled()).bind();
    new IrqHandler(IrqHandler.SIGTERM, signal -> interruption.signalled()).bind();
    return interruption;
  }

  boolean isRequested() {
    return requested;
  }

  /** The job is over: a signal now ends the process. */
  void end() {
    over = true;
  }

  private void signalled() {
    if (requested || over) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
    requested = true;
    Thread limit = new Thread(Interruption::endLater, "sharelab-interruption");
    limit.setDaemon(true);
    limit.start();
    notice.run();
  }

  private static void endLater() {
    try {
      TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }
}
