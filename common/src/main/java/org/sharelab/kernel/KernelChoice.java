package org.sharelab.kernel;

import java.util.function.Supplier;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.check.Checks;
import org.sharelab.check.EnvironmentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The implementations of {@link Kernels}, of which a process uses one.
 *
 * <p>On a CPU it is oneDNN, unless its library cannot be loaded; on a GPU it is ND4J. The system
 * property {@value #PROPERTY}, {@code onednn} or {@code nd4j}, overrides that.
 */
public enum KernelChoice {
  ONEDNN(OneDnnKernels::new),
  ND4J(Nd4jKernels::new);

  public static final String PROPERTY = "sharelab.kernels";

  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

  private final Supplier<Kernels> constructor;

  KernelChoice(Supplier<Kernels> constructor) {
    this.constructor = constructor;
  }

  /** A new set of primitives, to be closed by the caller. */
  public Kernels open() {
    try {
      return constructor.get();
    } catch (LinkageError e) {
      throw new EnvironmentException(
          "Cannot load the kernels %s: %s".formatted(label(), e.getMessage()), e);
    }
  }

  /** What this process uses; decided at the first call and logged. */
  public static KernelChoice current() {
    return Holder.CURRENT;
  }

  /** The full name of {@link #current}: all that its last bits depend on. */
  public static String currentName() {
    return Holder.NAME;
  }

  /** What a value of the property stands for; null asks for the machine's best. */
  static KernelChoice of(String property) {
    if (property == null) {
      return machinesBest();
    }
    for (KernelChoice choice : values()) {
      if (choice.label().equals(property)) {
        return choice;
      }
    }
    Checks.valid(false, "Invalid %s: %s (onednn or nd4j)", PROPERTY, property);
    throw new AssertionError();
  }

  private static KernelChoice machinesBest() {
    if (!Nd4j.getExecutioner().getClass().getSimpleName().startsWith("Native")) {
      return ND4J;
    }
    try (Kernels probe = ONEDNN.open()) {
      LOG.debug("Kernels: {}", probe.name());
      return ONEDNN;
    } catch (EnvironmentException e) {
      LOG.warn("{}; using ND4J's, which are several times slower", e.getMessage());
      return ND4J;
    }
  }

  private static String nameOf(KernelChoice choice) {
    try (Kernels kernels = choice.open()) {
      return kernels.name();
    }
  }

  private String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  private static final class Holder {
    static final KernelChoice CURRENT = of(System.getProperty(PROPERTY));
    static final String NAME = nameOf(CURRENT);
  }
}
