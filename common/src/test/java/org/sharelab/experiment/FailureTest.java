package org.sharelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sharelab.check.EnvironmentException;
import org.sharelab.check.ValidationException;
import org.sharelab.result.ErrorCode;
import org.sharelab.result.Status;
import org.sharelab.result.TrialRow.Outcome;

class FailureTest {
  static List<Arguments> problems() {
    OutOfMemoryError heap = new OutOfMemoryError("Java heap space");
    return List.of(
        Arguments.of(
            new ValidationException("Invalid depth: 0 (1 or more)"),
            ErrorCode.CONFIGURATION,
            "Invalid depth: 0 (1 or more)"),
        Arguments.of(
            new EnvironmentException("Cannot read x: gone"),
            ErrorCode.ENVIRONMENT,
            "Cannot read x: gone"),
        Arguments.of(heap, ErrorCode.OUT_OF_HEAP_MEMORY, "OutOfMemoryError: Java heap space"),
        Arguments.of(
            new IllegalStateException("wrapped", heap),
            ErrorCode.OUT_OF_HEAP_MEMORY,
            "IllegalStateException: wrapped"),
        Arguments.of(
            new OutOfMemoryError("Physical memory usage is too high: physicalBytes (2G) > 1G"),
            ErrorCode.OUT_OF_NATIVE_MEMORY,
            "OutOfMemoryError: Physical memory usage is too high: physicalBytes (2G) > 1G"),
        Arguments.of(
            new EnvironmentException(
                "Cannot allocate 9 MiB off-heap", new OutOfMemoryError("Cannot allocate")),
            ErrorCode.OUT_OF_NATIVE_MEMORY,
            "Cannot allocate 9 MiB off-heap"),
        Arguments.of(
            new RuntimeException("Allocation failed: [[[device: 0]]]"),
            ErrorCode.OUT_OF_NATIVE_MEMORY,
            "RuntimeException: Allocation failed: [[[device: 0]]]"),
        Arguments.of(
            new IllegalStateException("two\n  lines"),
            ErrorCode.INTERNAL_ERROR,
            "IllegalStateException: two lines"),
        Arguments.of(new StackOverflowError(), ErrorCode.INTERNAL_ERROR, "StackOverflowError"));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void hasACodeAndOneLine(Throwable problem, ErrorCode code, String message) {
    Outcome outcome = Failure.outcome(problem, TrialLog.none());
    assertThat(outcome.errorCode()).isEqualTo(code);
    assertThat(outcome.errorMessage()).isEqualTo(message);
    assertThat(outcome.status()).isEqualTo(Status.FAILED);
  }

  /** The native limit of this process is its heap's; nothing is touched before it is refused. */
  @Test
  void knowsJavaCppsRefusal() {
    try (BytePointer pointer = new BytePointer(1L << 50)) {
      throw new AssertionError("allocated " + pointer.capacity());
    } catch (OutOfMemoryError refused) {
      assertThat(Failure.code(refused)).isEqualTo(ErrorCode.OUT_OF_NATIVE_MEMORY);
    }
  }

  @Test
  void keepsTheLogAndTheEndsOfALongTrace() {
    RuntimeException deep = deep(100);
    Outcome outcome =
        Failure.outcome(new IllegalStateException("outer", deep), () -> List.of("one", "two"));
    List<String> lines = outcome.errorLog().lines().toList();
    assertThat(lines).startsWith("one", "two", "java.lang.IllegalStateException: outer");
    assertThat(lines).hasSize(2 + 41).anyMatch(line -> line.matches(" {2}... \\d+ lines ..."));
    assertThat(Failure.outcome(new EnvironmentException("x"), TrialLog.none()).errorLog())
        .startsWith("org.sharelab.check.EnvironmentException: x\n  at ");
  }

  private static RuntimeException deep(int frames) {
    return frames == 0 ? new RuntimeException("inner") : deep(frames - 1);
  }
}
