package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Gradient checks along random directions of all trained parameters, in double precision. */
final class Slopes {
  private static final double STEP = 5e-7;

  private Slopes() {}

  /** The score changes along a direction as the gradient says; score and slope are batch means. */
  static void check(ComputationGraph graph, DataSet batch, int directions, String description) {
    graph.setInputs(batch.getFeatures());
    graph.setLabels(batch.getLabels());
    graph.computeGradientAndScore();
    INDArray gradient = graph.gradient().gradient().dup().reshape(graph.params().length());
    INDArray trained = trained(graph);
    for (int i = 0; i < directions; i++) {
      INDArray direction = random(graph.params().length(), i).muli(trained);
      double slope = direction.mul(gradient).sumNumber().doubleValue() / batch.numExamples();
      assertThat(centralDifference(graph, batch, direction))
          .as("%s, direction %d", description, i)
          .isCloseTo(slope, within(1e-8 * Math.max(1, Math.abs(slope))));
    }
  }

  /** Moves every trained parameter by up to {@code size}, so that none has a special value. */
  static void perturb(ComputationGraph graph, double size) {
    graph.params().addi(random(graph.params().length(), 99).muli(size).muli(trained(graph)));
  }

  static INDArray random(long length, long seed) {
    return Nd4j.createFromArray(new SplittableRandom(seed).doubles(length, -1, 1).toArray());
  }

  /** 1 for what gradients move, 0 for running statistics. */
  private static INDArray trained(ComputationGraph graph) {
    INDArray before = graph.params().dup();
    for (GraphVertex vertex : graph.getVertices()) {
      vertex
          .paramTable(false)
          .forEach((name, array) -> array.assign(vertex.updaterDivideByMinibatch(name) ? 1 : 0));
    }
    INDArray mask = graph.params().dup();
    graph.params().assign(before);
    return mask;
  }

  private static double centralDifference(
      ComputationGraph graph, DataSet batch, INDArray direction) {
    INDArray step = direction.mul(STEP);
    INDArray before = graph.params().dup();
    graph.params().addi(step);
    double up = graph.score(batch, true);
    graph.params().assign(before).subi(step);
    double down = graph.score(batch, true);
    graph.params().assign(before);
    return (up - down) / (2 * STEP);
  }
}
