package org.sharelab.platform;

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

  /** Whether trials of this process run on a CUDA device; all of them or none. */
  private static volatile boolean onDevice;

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
    String path = Loader.getLoadedLibraries().getOrDefault(library.file(), "");
    Checks.environment(
        path.contains(library.classifier() + "/"),
        "Cannot use the native library %s: ND4J was loaded before it was chosen, from %s",
        library.key(),
        path.isEmpty() ? "an unknown file" : path);
    return new NativeBackend(library, path);
  }

  /**
   * Loads ND4J for CUDA and makes the calling thread use a device, before the thread's first array.
   *
   * @param ordinal CUDA's number of the device
   * @throws org.sharelab.check.EnvironmentException if the application was built without CUDA, CUDA
   *     cannot be loaded, or the process has computed on its CPU before
   */
  public static NativeBackend loadOnDevice(int ordinal) {
    Checks.environment(
        Loader.getLoadedLibraries().get(NativeLibrary.ONEDNN.file()) == null,
        "Cannot use CUDA device %d: this process uses ND4J's library for the CPU",
        ordinal);
    Checks.environment(
        isBuiltForDevices(),
        "Cannot use CUDA device %d: this jar is built for CPUs (mvn -Pcuda -DskipTests package"
            + " builds the other)",
        ordinal);
    onDevice = true;
    NativeBackend backend = load();
    Nd4j.getAffinityManager().unsafeSetDevice(ordinal);
    return backend;
  }

  /** Whether ND4J for CUDA is on the class path. */
  public static boolean isBuiltForDevices() {
    String backend = "org/nd4j/linalg/jcublas/JCublasBackend.class";
    return NativeBackend.class.getClassLoader().getResource(backend) != null;
  }

  /** Whether {@link #loadOnDevice} was called, so that arrays are not in the CPU's memory. */
  public static boolean isOnDevice() {
    return onDevice;
  }

  private static NativeLibrary choice() {
    if (onDevice) {
      return NativeLibrary.CUDA;
    }
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
    return NativeLibrary.OF_CPU.stream()
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
