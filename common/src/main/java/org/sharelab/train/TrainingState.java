package org.sharelab.train;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Everything that training changes in a graph of floats.
 *
 * <p>That is all there is: optimisers and schedules go by the iteration count, running statistics
 * are parameters, and random streams are derived by name, epoch and step. The arrays are not
 * copied; nobody may change them.
 *
 * @param iteration steps taken
 * @param parameters the flat vector, running statistics included
 * @param updater the optimiser's moments; empty if it has none
 */
public record TrainingState(int iteration, float[] parameters, float[] updater) {

  /** The state of a graph now. */
  public static TrainingState of(ComputationGraph graph) {
    return new TrainingState(
        graph.getConfiguration().getIterationCount(),
        values(graph.params()),
        values(graph.updaterState()));
  }

  /** Whether a graph has room for exactly this state. */
  public boolean fits(ComputationGraph graph) {
    return parameters.length == graph.params().length()
        && updater.length == length(graph.updaterState());
  }

  /** Puts a freshly built graph of the same design into this state. */
  public void restore(ComputationGraph graph) {
    graph.getConfiguration().setIterationCount(iteration);
    assign(graph.params(), parameters);
    if (updater.length > 0) {
      assign(graph.updaterState(), updater);
    }
  }

  private static void assign(INDArray view, float[] values) {
    try (INDArray array = Nd4j.createFromArray(values)) {
      view.assign(array.reshape(view.shape()));
    }
  }

  private static float[] values(INDArray view) {
    return view == null ? new float[0] : view.reshape(view.length()).toFloatVector();
  }

  private static long length(INDArray view) {
    return view == null ? 0 : view.length();
  }
}
