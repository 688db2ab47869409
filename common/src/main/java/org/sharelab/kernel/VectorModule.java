package org.sharelab.kernel;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process has Java's vectors: they are an incubating module, which has to be asked for
 * when Java starts.
 */
public final class VectorModule {
  private static final String MODULE = "jdk.incubator.vector";
  private static final String LOOPS = "org.sharelab.kernel.VectorLoops";
  private static final String ROWS = "org.sharelab.kernel.VectorRows";

  private static final Logger LOG = LoggerFactory.getLogger(VectorModule.class);

  private VectorModule() {}

  /**
   * The option of Java that gives other processes what this one has; empty if it has not asked for
   * it. Results differ in their last bits with and without.
   */
  public static Optional<String> javaOption() {
    return isPresent() ? Optional.of("--add-modules=" + MODULE) : Optional.empty();
  }

  private static boolean isPresent() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  /** Loops in vectors; empty where the module is absent or is not the one we were built for. */
  static Optional<StagedLoops> loops() {
    return Holder.LOOPS;
  }

  /** The same for rows. */
  static Optional<RowLoops> rows() {
    return Holder.ROW_LOOPS;
  }

  private static <T> Optional<T> load(String name, Class<T> type) {
    if (!isPresent()) {
      LOG.debug("No {}: activations and norms are several times slower", MODULE);
      return Optional.empty();
    }
    try {
      return Optional.of(type.cast(Class.forName(name).getDeclaredConstructor().newInstance()));
    } catch (ReflectiveOperationException | LinkageError e) {
      LOG.warn("Cannot use {} of Java {}: {}", MODULE, Runtime.version(), e.toString());
      return Optional.empty();
    }
  }

  private static final class Holder {
    static final Optional<StagedLoops> LOOPS = load(VectorModule.LOOPS, StagedLoops.class);
    static final Optional<RowLoops> ROW_LOOPS = load(VectorModule.ROWS, RowLoops.class);
  }
}
