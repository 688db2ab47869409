package org.sharelab.nn;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sharelab.kernel.TrunkClock;

/** Tells apart what the primitives of a training step take and what everything around them does. */
public final class TrunkTiming {
  private TrunkTiming() {}

  /**
   * Times the primitives of a graph's trunk from now on; a graph without one leaves the clock at 0.
   */
  public static void observe(ComputationGraph graph, TrunkClock clock) {
    for (Layer layer : graph.getLayers()) {
      if (layer instanceof TrunkLayer trunk) {
        trunk.timedBy(clock);
      }
    }
  }
}
