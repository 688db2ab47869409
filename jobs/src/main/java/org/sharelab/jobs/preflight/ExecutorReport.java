package org.sharelab.jobs.preflight;

import java.io.Serializable;
import java.util.List;
import org.sharelab.platform.ProcessReport;

/**
 * What an executor says of itself, from within a task.
 *
 * @param executor Spark's name of it
 * @param host its machine
 * @param taskCpus cores that Spark gave the task
 * @param addresses devices that Spark gave the task
 * @param deviceProblem why these cannot be used, in one line; null if they can
 * @param clockMillis its wall clock at the end of the task
 * @param storage what the output folder does when used from here; null if none was named
 */
record ExecutorReport(
    String executor,
    String host,
    int taskCpus,
    ProcessReport process,
    List<String> addresses,
    String deviceProblem,
    long clockMillis,
    StorageReport storage)
    implements Serializable {}
