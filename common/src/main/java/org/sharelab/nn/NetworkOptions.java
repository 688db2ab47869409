package org.sharelab.nn;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;
import org.sharelab.config.Names;
import org.sharelab.kernel.Trunk;
import org.sharelab.model.Architecture;
import org.sharelab.model.TokenOperation;
import org.sharelab.random.Seed;
import org.sharelab.store.Initialization;

/**
 * What a network needs besides its design.
 *
 * @param dataType FLOAT, or DOUBLE for gradient checks
 * @param engine what runs the layers; TRUNK needs FLOAT
 * @param seed of the initial values, the fixed permutations and dropout
 */
public record NetworkOptions(
    DataType dataType,
    Seed seed,
    ParameterUpdates updates,
    Initialization initialization,
    Engine engine) {

  /**
   * What runs the layers. The system property {@value #PROPERTY}, {@code trunk} or {@code layers},
   * says which trials use, to compare them.
   */
  public enum Engine {
    /** Deeplearning4j's layers, one vertex each: any data type; the reference. No tokens. */
    LAYERS,
    /** One vertex with the fast kernels for all layers up to the features: floats. */
    TRUNK;

    public static final String PROPERTY = "sharelab.engine";

    /** What trials of this process use where it can run their networks. */
    public static Engine current() {
      return of(System.getProperty(PROPERTY));
    }

    /** Java's option that makes other processes use the same; empty if the property is not set. */
    public static Optional<String> javaOption() {
      return Optional.ofNullable(System.getProperty(PROPERTY))
          .map(value -> "-D%s=%s".formatted(PROPERTY, Names.of(of(value))));
    }

    /** What a value of the property stands for; null asks for the fast one. */
    static Engine of(String property) {
      if (property == null) {
        return TRUNK;
      }
      return Arrays.stream(values())
          .filter(engine -> Names.of(engine).equals(property))
          .findFirst()
          .orElseThrow(
              () ->
                  new ValidationException(
                      "Invalid %s: %s (trunk or layers)".formatted(PROPERTY, property)));
    }

    /** This one if it can run the network, or else the other. */
    public Engine orOther(Architecture architecture) {
      if (this == LAYERS) {
        boolean tokens =
            architecture.layers().stream()
                .anyMatch(layer -> layer.operation() instanceof TokenOperation);
        return tokens ? TRUNK : LAYERS;
      }
      return Trunk.coversFeatures(architecture) ? TRUNK : LAYERS;
    }
  }

  /** With Deeplearning4j's layers. */
  public NetworkOptions(
      DataType dataType, Seed seed, ParameterUpdates updates, Initialization initialization) {
    this(dataType, seed, updates, initialization, Engine.LAYERS);
  }

  public NetworkOptions {
    Checks.valid(
        dataType == DataType.FLOAT || dataType == DataType.DOUBLE,
        "Invalid data type: %s (FLOAT or DOUBLE)",
        dataType);
  }
}
