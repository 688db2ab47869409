package org.sharelab.train;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.data.Batch;
import org.sharelab.data.Batches;
import org.sharelab.metric.Predictions;

/** Judges a graph on images, in evaluation mode. */
public final class Evaluation {
  private Evaluation() {}

  /**
   * Predictions for all images, against their clean labels.
   *
   * @param graph with one input and an output of class probabilities [B, K]
   */
  public static Predictions of(ComputationGraph graph, Batches batches, StopSignal signal) {
    Predictions predictions = new Predictions();
    try (FeatureArrays arrays = new FeatureArrays()) {
      for (Batch batch : batches) {
        signal.check();
        try (INDArray probabilities = graph.outputSingle(false, arrays.of(batch))) {
          double[][] rows = probabilities.toDoubleMatrix();
          for (int i = 0; i < rows.length; i++) {
            predictions.add(rows[i], batch.cleanLabels()[i]);
          }
        }
      }
    }
    return predictions;
  }
}
