package org.sharelab.train;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Scales the mean gradient of all parameters together down to a largest L2 norm.
 *
 * <p>Deeplearning4j clips per layer only. This listener runs between the backward pass and the
 * update, when the gradient is still a sum over the batch. Updates of running statistics, which
 * share the gradient vector, are neither counted nor scaled.
 */
public final class GradientClip extends BaseTrainingListener {
  private final double largestNorm;
  private final List<INDArray> gradients;

  /**
   * Clips the gradients of this graph, which must be initialised; add the result to its listeners.
   *
   * @param largestNorm of the mean gradient, greater than 0
   */
  public GradientClip(ComputationGraph graph, double largestNorm) {
    this.largestNorm = largestNorm;
    this.gradients = trainableGradients(graph);
  }

  @Override
  public void onGradientCalculation(Model model) {
    double squared = 0;
    for (INDArray gradient : gradients) {
      double norm = gradient.norm2Number().doubleValue();
      squared += norm * norm;
    }
    double meanNorm = Math.sqrt(squared) / model.batchSize();
    if (meanNorm > largestNorm) {
      double factor = largestNorm / meanNorm;
      gradients.forEach(gradient -> gradient.muli(factor));
    }
  }

  /** Views of the flat gradient that hold true gradients, merged where they touch. */
  private static List<INDArray> trainableGradients(ComputationGraph graph) {
    if (graph.getFlattenedGradients() == null) {
      graph.initGradientsView();
    }
    INDArray flat = graph.getFlattenedGradients().reshape(graph.getFlattenedGradients().length());
    List<INDArray> views = new ArrayList<>();
    long position = 0;
    long start = 0;
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = graph.getVertices()[index];
      Trainable trainable = vertex;
      for (var parameter : trainable.paramTable(false).entrySet()) {
        long end = position + parameter.getValue().length();
        if (!trainable.updaterDivideByMinibatch(parameter.getKey())) {
          addView(views, flat, start, position);
          start = end;
        }
        position = end;
      }
    }
    addView(views, flat, start, position);
    return views;
  }

  private static void addView(List<INDArray> views, INDArray flat, long start, long end) {
    if (end > start) {
      views.add(flat.get(NDArrayIndex.interval(start, end)));
    }
  }
}
