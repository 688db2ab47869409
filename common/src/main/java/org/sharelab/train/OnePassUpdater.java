package org.sharelab.train;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;
import org.sharelab.platform.FlatMemory;
import org.sharelab.platform.NativeBackend;

/**
 * Does what a graph's own updater does, in one pass over its flat vectors.
 *
 * <p>Deeplearning4j divides, decays and updates in an operation each per tensor, which for a small
 * network takes longer than its arithmetic, and for a large one reads its parameters from memory
 * again and again. The state is the same vector, so that either continues what the other began.
 */
final class OnePassUpdater extends ComputationGraphUpdater {
  /** Scalars at a time: five arrays of them stay in the first-level cache. */
  private static final int CHUNK = 1024;

  private final List<UpdateSpan> spans;
  private final FloatBuffer parameters;
  private final FloatBuffer states;
  private final float[] parameter = new float[CHUNK];
  private final float[] gradient = new float[CHUNK];

  private OnePassUpdater(ComputationGraph graph, INDArray state, List<UpdateSpan> spans) {
    super(graph, state);
    this.spans = spans;
    this.parameters = FlatMemory.of(graph.params());
    this.states = state == null ? FloatBuffer.allocate(0) : FlatMemory.of(state);
  }

  /**
   * Gives a graph of floats on the CPU this updater, with the state of its present one. A graph
   * whose updater does what this one cannot keeps what it has.
   */
  static void install(ComputationGraph graph) {
    if (NativeBackend.isOnDevice() || graph.params().dataType() != DataType.FLOAT) {
      return;
    }
    ComputationGraphUpdater present = graph.getUpdater();
    Optional<List<UpdateSpan>> spans = UpdateSpan.of(present.getUpdaterBlocks());
    if (spans.isPresent() && graph.conf().isMiniBatch()) {
      graph.setUpdater(new OnePassUpdater(graph, present.getStateViewArray(), spans.get()));
    }
  }

  @Override
  public synchronized void update(
      Gradient whole, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
    FloatBuffer gradients = FlatMemory.of(whole.gradient());
    for (UpdateSpan span : spans) {
      update(span, gradients, iteration, epoch, batchSize);
    }
  }

  private void update(
      UpdateSpan span, FloatBuffer gradients, int iteration, int epoch, int batchSize) {
    float before = span.decay(ApplyStep.BEFORE_UPDATER, iteration, epoch);
    float after = span.decay(ApplyStep.POST_UPDATER, iteration, epoch);
    float[][] state = new float[span.rule().states()][CHUNK];
    for (int start = span.start(); start < span.end(); start += CHUNK) {
      int length = Math.min(CHUNK, span.end() - start);
      gradients.get(start, gradient, 0, length);
      parameters.get(start, parameter, 0, length);
      int stateStart = span.stateStart() + start - span.start();
      for (int k = 0; k < state.length; k++) {
        states.get(stateStart + k * span.stateStride(), state[k], 0, length);
      }
      divide(gradient, batchSize, length);
      add(before, parameter, gradient, length);
      span.rule().apply(gradient, state, length, iteration, epoch);
      add(after, parameter, gradient, length);
      gradients.put(start, gradient, 0, length);
      for (int k = 0; k < state.length; k++) {
        states.put(stateStart + k * span.stateStride(), state[k], 0, length);
      }
    }
  }

  private static void divide(float[] x, float divisor, int length) {
    for (int i = 0; i < length; i++) {
      x[i] /= divisor;
    }
  }

  private static void add(float factor, float[] x, float[] y, int length) {
    if (factor == 0) {
      return;
    }
    for (int i = 0; i < length; i++) {
      y[i] += factor * x[i];
    }
  }
}
