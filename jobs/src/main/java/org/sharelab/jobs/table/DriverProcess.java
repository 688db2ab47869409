package org.sharelab.jobs.table;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A process that writes results, named so that another process can find out whether it lives.
 *
 * @param host for people; two containers may have the same
 * @param machine what tells machines and process id namespaces apart; empty where the system does
 *     not say
 * @param pid process id
 * @param started when the process started, milliseconds since 1970; tells it from a later one with
 *     its id
 */
public record DriverProcess(String host, String machine, long pid, long started) {

  /** The process that asks. */
  public static DriverProcess current() {
    ProcessHandle self = ProcessHandle.current();
    return new DriverProcess(hostName(), machineName(), self.pid(), start(self));
  }

  /** Whether it certainly has ended: it ran on this machine and is no longer there. */
  boolean isGone() {
    return isOnThisMachine() && !isRunningHere();
  }

  /** Whether it certainly exists: it runs on this machine. */
  boolean isPresent() {
    return isOnThisMachine() && isRunningHere();
  }

  private boolean isOnThisMachine() {
    return !machine.isEmpty() && machine.equals(machineName());
  }

  private boolean isRunningHere() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> start(process) == started)
        .isPresent();
  }

  private static long start(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "unknown host";
    }
  }

  /** Linux draws an id at every start; a process id means something in one namespace of it only. */
  private static String machineName() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      return boot + " " + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException elsewhere) {
      return "";
    }
  }

  @Override
  public String toString() {
    return "%s, pid %d".formatted(host, pid);
  }
}
