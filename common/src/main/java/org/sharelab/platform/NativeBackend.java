package org.sharelab.platform;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;

/**
 * The native library behind ND4J, chosen by what the CPU can do.
 *
 * <p>With several builds on the class path and no choice made, ND4J takes the one with AVX-512 on
 * any CPU. So every entry point calls {@link #load} before its first array:
 *
 * <pre>{@code
 * NativeBackend backend = NativeBackend.load();
 * NativeBackend.useThreads(1);
 * }</pre>
 *
 * <p>{@code -Dsharelab.native=onednn} or {@code onednn-avx512} overrides the choice.
 *
 * @param library the build that was loaded
 * @param path the file it was loaded from
 */
public record NativeBackend(NativeLibrary library, String path) {
  /** System property that overrides the choice. */
  public static final String OVERRIDE = "sharelab.native";

  /** Where the native loader looks for a choice; it reads it once, when it is first used. */
  private static final String LOADER_CHOICE = "org.bytedeco.javacpp.platform.extension";

  /**
   * Makes the choice without loading anything, for programs that may not need arrays at all.
   *
   * @throws ValidationException if the override names no library
   */
  public static NativeLibrary select() {
    NativeLibrary library = choice();
    System.setProperty(LOADER_CHOICE, "-" + library.key());
    return library;
  }

  /**
   * Loads ND4J with the chosen library, or finds it loaded.
   *
   * @throws org.sharelab.check.EnvironmentException if another library was loaded before
   */
  public static NativeBackend load() {
    NativeLibrary library = select();
    Nd4j.getBackend();
    String path = Loader.getLoadedLibraries().getOrDefault("nd4jcpu", "");
    Checks.environment(
        path.contains(library.classifier() + "/"),
        "Cannot use the native library %s: ND4J was loaded before it was chosen, from %s",
        library.key(),
        path.isEmpty() ? "an unknown file" : path);
    return new NativeBackend(library, path);
  }

  private static NativeLibrary choice() {
    String override = System.getProperty(OVERRIDE);
    if (override == null) {
      return NativeLibrary.bestFor(CpuFlags.ofThisMachine());
    }
    return NativeLibrary.named(override)
        .orElseThrow(
            () ->
                new ValidationException(
                    "Invalid %s: %s (%s)".formatted(OVERRIDE, override, names())));
  }

  private static String names() {
    return Arrays.stream(NativeLibrary.values())
        .map(NativeLibrary::key)
        .collect(Collectors.joining(" or "));
  }

  /**
   * Sets the number of threads that ND4J's operations and its matrix products use, process-wide.
   */
  public static void useThreads(int threads) {
    Checks.valid(threads >= 1, "Invalid number of threads: %d (>= 1)", threads);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    Nd4j.factory().blas().setMaxThreads(threads);
  }

  /** What {@link #useThreads} set, or the default of the process. */
  public static int threads() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
  }
}
