package org.sharelab.experiment;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;
import org.sharelab.result.ErrorCode;
import org.sharelab.result.TrialRow.Outcome;
import org.sharelab.train.TrainingStopped;

/** What an exception that ended a trial means. */
public final class Failure {
  /** What the Java virtual machine says when it is its own heap that is full. */
  private static final Set<String> HEAP =
      Set.of(
          "Java heap space", "GC overhead limit exceeded", "Requested array size exceeds VM limit");

  private static final int TRACE_LINES = 40;

  private Failure() {}

  /** The end of a trial that threw this. */
  public static Outcome outcome(Throwable problem, TrialLog log) {
    return outcome(code(problem), problem, log);
  }

  /** The end of a trial for a known reason, with an exception that tells more. */
  public static Outcome outcome(ErrorCode code, Throwable problem, TrialLog log) {
    List<String> lines = new ArrayList<>(log.tail());
    lines.addAll(trace(problem));
    return new Outcome(code, message(problem), text(lines));
  }

  /** The end of a trial that stopped for a reason that is no failure. */
  static Outcome stopped(ErrorCode code, TrainingStopped stop, TrialLog log) {
    return new Outcome(code, stop.getMessage(), text(log.tail()));
  }

  private static String text(List<String> lines) {
    return lines.isEmpty() ? null : String.join("\n", lines);
  }

  static ErrorCode code(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError full) {
        return isHeap(full) ? ErrorCode.OUT_OF_HEAP_MEMORY : ErrorCode.OUT_OF_NATIVE_MEMORY;
      }
      String message = String.valueOf(cause.getMessage());
      if (message.contains("Allocation failed") || message.contains("bad_alloc")) {
        return ErrorCode.OUT_OF_NATIVE_MEMORY; // how libnd4j says it
      }
    }
    if (problem instanceof ValidationException) {
      return ErrorCode.CONFIGURATION;
    }
    return problem instanceof EnvironmentException
        ? ErrorCode.ENVIRONMENT
        : ErrorCode.INTERNAL_ERROR;
  }

  /** JavaCPP, which counts native memory, throws the same error with other words. */
  private static boolean isHeap(OutOfMemoryError full) {
    return full.getMessage() == null || HEAP.contains(full.getMessage());
  }

  private static String message(Throwable problem) {
    String message = problem.getMessage();
    boolean tells =
        problem instanceof ValidationException || problem instanceof EnvironmentException;
    String name = problem.getClass().getSimpleName();
    String line = tells ? message : message == null ? name : name + ": " + message;
    return line.strip().replaceAll("\\s+", " ");
  }

  /** Type, message and frames, then the causes; the middle of a long one is left out. */
  private static List<String> trace(Throwable problem) {
    StringWriter text = new StringWriter();
    problem.printStackTrace(new PrintWriter(text));
    List<String> lines = text.toString().replace("\t", "  ").lines().toList();
    if (lines.size() <= TRACE_LINES) {
      return lines;
    }
    int half = TRACE_LINES / 2;
    List<String> ends = new ArrayList<>(lines.subList(0, half));
    ends.add("  ... %d lines ...".formatted(lines.size() - 2 * half));
    ends.addAll(lines.subList(lines.size() - half, lines.size()));
    return ends;
  }
}
