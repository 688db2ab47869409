package org.sharelab.nn;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The native memory of a graph, parameters and plans. */
public final class NativeResources {
  private NativeResources() {}

  /** The most native memory that the graph's plans had at one time; 0 without a trunk. */
  public static long peakBytes(ComputationGraph graph) {
    long bytes = 0;
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
      if (layer instanceof TrunkLayer trunk) {
        trunk.close();
      }
    }
    graph.close();
  }
}
