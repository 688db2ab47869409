package org.sharelab.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.sharelab.check.Checks;
import org.sharelab.random.Seed;
import org.sharelab.store.Initialization;

/**
 * What a network needs besides its design.
 *
 * @param dataType FLOAT, or DOUBLE for gradient checks
 * @param seed of the initial values, the fixed permutations and dropout
 */
public record NetworkOptions(
    DataType dataType, Seed seed, ParameterUpdates updates, Initialization initialization) {
  public NetworkOptions {
    Checks.valid(
        dataType == DataType.FLOAT || dataType == DataType.DOUBLE,
        "Invalid data type: %s (FLOAT or DOUBLE)",
        dataType);
  }
}
