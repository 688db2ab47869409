package org.sharelab.nn;

import java.util.Objects;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The native memory of a graph, parameters and plans. */
public final class NativeResources {
  private NativeResources() {}

  /**
   * The most native memory that the graph had at one time, bytes: parameters, gradients, optimiser,
   * and the plans of a trunk. Deeplearning4j's own layers have more, which nobody counts by graph.
   */
  public static long peakBytes(ComputationGraph graph) {
    long bytes =
        Stream.of(graph.params(), graph.getFlattenedGradients(), graph.updaterState())
            .filter(Objects::nonNull)
            .mapToLong(array -> array.length() * array.dataType().width())
            .sum();
    for (Layer layer : graph.getLayers()) {
      if (layer instanceof TrunkLayer trunk) {
        bytes += trunk.peakNativeBytes();
      }
    }
    return bytes;
  }

  /** Frees everything; the graph must not be used afterwards. */
  public static void close(ComputationGraph graph) {
    for (Layer layer : graph.getLayers()) {
      close(layer);
    }
    graph.close();
  }

  private static void close(Layer layer) {
    if (layer instanceof TrunkLayer trunk) {
      trunk.close();
    } else if (layer instanceof Classifier classifier) {
      classifier.close();
    } else if (layer instanceof BorrowingOutputLayer borrowing) {
      close(borrowing.getUnderlying());
    }
  }
}
