package org.sharelab.nn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.kernel.TrunkParameters;
import org.sharelab.model.ParameterSpec;
import org.sharelab.nn.TrunkPlan.Block;
import org.sharelab.sharing.Slot;

/**
 * The parameters of a trunk: views of its vertex' slice of the flat vector, and what it borrows.
 *
 * <p>Where a borrowed weight is the store's tensor itself, the kernels add to the store's gradient
 * directly. Where it is computed from tensors, they write to scratch memory, and the store gets it
 * for the chain rule afterwards; and so they do for every weight while an observer wants to see the
 * gradient of each use by itself. Running statistics move in copies, and what they moved by stands
 * where others have a gradient, so that a pass without an update leaves them as they were.
 */
final class TrunkTensors implements TrunkParameters, AutoCloseable {
  private final TrunkPlan plan;
  private final ComputationGraph graph;
  private final Map<Slot, INDArray> values = new HashMap<>();
  private final Map<Slot, INDArray> gradients = new HashMap<>();
  private final Map<Slot, INDArray> scratch = new LinkedHashMap<>();
  private final Map<Slot, INDArray> statistics = new LinkedHashMap<>();
  private final List<Slot> borrowed;
  private final INDArray ownStatistics;
  private final INDArray ownStatisticsCopy;
  private INDArray ownStatisticsGradient;
  private INDArray ownGradient;
  private boolean bound;
  private boolean boundForObserver;
  private boolean training;

  /**
   * @param parameters the vertex' own, all scalars
   */
  TrunkTensors(TrunkPlan plan, ComputationGraph graph, INDArray parameters) {
    this.plan = plan;
    this.graph = graph;
    this.borrowed = plan.borrowed();
    values.putAll(TrunkParameterViews.slots(plan, parameters));
    // Its own statistics lie together: one copy for all of them.
    ownStatistics = TrunkParameterViews.blocks(plan, parameters).get(Block.STATISTICS.key());
    ownStatisticsCopy =
        ownStatistics == null
            ? null
            : Nd4j.createUninitializedDetached(DataType.FLOAT, ownStatistics.length());
    statistics.putAll(TrunkParameterViews.statistics(plan, ownStatisticsCopy));
    for (Slot slot : borrowed) {
      ParameterSpec parameter = plan.parameters().get(slot);
      if (!parameter.isTrainable()) {
        statistics.put(slot, Nd4j.createUninitializedDetached(DataType.FLOAT, parameter.size()));
      }
    }
  }

  /** Before a forward pass. */
  void begin(boolean isTraining) {
    training = isTraining;
    if (!isTraining) {
      return;
    }
    if (ownStatistics != null) {
      FlatArrays.copy(ownStatistics, ownStatisticsCopy);
    }
    for (Slot slot : borrowed) {
      INDArray copy = statistics.get(slot);
      if (copy != null) {
        copy.assign(stored(slot));
      }
    }
  }

  void attachGradient(INDArray gradient) {
    ownGradient = gradient;
    ownStatisticsGradient = TrunkParameterViews.blocks(plan, gradient).get(Block.STATISTICS.key());
    gradients.putAll(TrunkParameterViews.slots(plan, gradient));
  }

  @Override
  public INDArray value(Slot slot) {
    return training && statistics.containsKey(slot) ? statistics.get(slot) : stored(slot);
  }

  /** The parameter as the tensors are now, which may have moved since the last forward pass. */
  INDArray current(Slot slot) {
    return plan.isBorrowed(slot) ? lender().store().materialize(slot) : stored(slot);
  }

  /** The parameter itself. */
  INDArray stored(Slot slot) {
    INDArray value = values.get(slot);
    if (value == null) {
      value = lender().store().materialize(slot);
      values.put(slot, value);
    }
    return value;
  }

  @Override
  public INDArray gradient(Slot slot) {
    return gradients.get(slot);
  }

  /** Before a backward pass. */
  void clearGradients() {
    FlatArrays.clear(ownGradient);
    if (!borrowed.isEmpty()) {
      lender().clearOnce();
      bind();
      scratch.values().forEach(FlatArrays::clear);
    }
  }

  private void bind() {
    boolean observed = lender().isObserved();
    if (bound && observed == boundForObserver) {
      return;
    }
    scratch.values().forEach(INDArray::close);
    scratch.clear();
    for (Slot slot : borrowed) {
      boolean apart = observed && !statistics.containsKey(slot);
      INDArray direct = apart ? null : lender().gradientOfTensor(stored(slot));
      if (direct == null) {
        direct = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', stored(slot).shape());
        scratch.put(slot, direct);
      }
      gradients.put(slot, direct);
    }
    bound = true;
    boundForObserver = observed;
  }

  /** After a backward pass. */
  void giveBack() {
    scratch.forEach((slot, gradient) -> lender().accumulate(slot, gradient));
    if (ownStatistics != null) {
      FlatArrays.subtract(ownStatistics, ownStatisticsCopy, ownStatisticsGradient);
    }
    for (Slot slot : borrowed) {
      INDArray copy = statistics.get(slot);
      if (copy != null) {
        lender().accumulate(slot, stored(slot).sub(copy));
      }
    }
  }

  /** Frees the copies; the collector would do so at some later time. */
  @Override
  public void close() {
    scratch.values().forEach(INDArray::close);
    for (Slot slot : borrowed) {
      INDArray copy = statistics.get(slot);
      if (copy != null) {
        copy.close();
      }
    }
    if (ownStatisticsCopy != null) {
      ownStatisticsCopy.close();
    }
  }

  private StoreLayer lender() {
    return (StoreLayer) graph.getVertex(StoreWiring.STORE).getLayer();
  }
}
