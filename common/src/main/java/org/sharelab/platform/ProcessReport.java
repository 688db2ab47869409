package org.sharelab.platform;

import java.io.Serializable;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;

/**
 * What this process computes with, found by trying.
 *
 * @param library key of the native library that was loaded; null if none could be
 * @param problem what kept it from loading, in one line; null if nothing did
 * @param processors that the process may use
 * @param threads of ND4J after the number was set
 * @param openMpThreads the variable OMP_NUM_THREADS; null where it is not set
 * @param heapBytes most heap
 * @param arrayBytes most native memory for arrays, which JavaCPP calls maxbytes
 * @param processBytes most memory of the whole process before JavaCPP refuses more; 0 for any
 * @param machineBytes physical memory of the machine, or of the container
 */
public record ProcessReport(
    String library,
    String problem,
    int processors,
    int threads,
    String openMpThreads,
    long heapBytes,
    long arrayBytes,
    long processBytes,
    long machineBytes)
    implements Serializable {

  /**
   * Loads the native library, for the CPU, and asks it for this many threads.
   *
   * @param threads native threads of a trial
   */
  public static ProcessReport measure(int threads) {
    String library = null;
    String problem = null;
    int granted = 0;
    try {
      library = NativeBackend.load().library().key();
      NativeBackend.useThreads(threads);
      granted = NativeBackend.threads();
    } catch (EnvironmentException | ValidationException | LinkageError unusable) {
      problem = String.valueOf(unusable.getMessage()).lines().findFirst().orElse("");
    }
    return new ProcessReport(
        library,
        problem,
        Runtime.getRuntime().availableProcessors(),
        granted,
        System.getenv("OMP_NUM_THREADS"),
        Runtime.getRuntime().maxMemory(),
        Pointer.maxBytes(),
        Pointer.maxPhysicalBytes(),
        physicalBytes());
  }

  private static long physicalBytes() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : 0;
  }
}
