package org.sharelab.jobs.testing;

import org.sharelab.jobs.table.DriverProcess;

/** Processes that need not be started to be alive or dead. */
public final class Processes {
  private Processes() {}

  /** One of this machine that has ended: what it holds is free at once. */
  public static DriverProcess dead() {
    DriverProcess self = DriverProcess.current();
    return new DriverProcess(self.host(), self.machine(), self.pid(), 1); // another start
  }

  /** One of another machine: only its heartbeat says whether it lives. */
  public static DriverProcess elsewhere() {
    return new DriverProcess("elsewhere", "another boot", 4711, 1);
  }
}
