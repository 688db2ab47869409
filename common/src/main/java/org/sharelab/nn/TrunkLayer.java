package org.sharelab.nn;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.sharelab.kernel.Mode;
import org.sharelab.kernel.Trunk;
import org.sharelab.kernel.TrunkClock;
import org.sharelab.kernel.TrunkPlans;
import org.sharelab.sharing.Slot;

/** Runs a {@link TrunkLayerConf}. Close it to free the native memory of its plans. */
final class TrunkLayer extends AbstractLayer<TrunkLayerConf> implements AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final transient TrunkPlan plan;
  private final transient INDArray flat;
  private final transient Map<String, INDArray> owned;
  private final transient TrunkTensors tensors;
  private final transient TrunkPlans plans;

  /** Nothing is before a trunk but the images and the store, which passes through what it gets. */
  private final transient INDArray noGradient = Nd4j.createUninitializedDetached(DataType.FLOAT, 1);

  private transient INDArray flatGradient;
  private transient Map<String, INDArray> ownedGradients;
  private transient Trunk running;

  TrunkLayer(NeuralNetConfiguration conf, ComputationGraph graph, INDArray parameters) {
    super(conf, DataType.FLOAT);
    this.plan = layerConf().plan();
    this.flat = parameters;
    this.owned = TrunkParameterViews.blocks(plan, parameters);
    this.tensors = new TrunkTensors(plan, graph, parameters);
    this.plans = TrunkPlans.of(plan.architecture(), plan::tensorOf);
    owned.keySet().forEach(conf::addVariable);
  }

  /** Any parameter, owned or borrowed, in the shape of its specification. */
  INDArray parameter(Slot slot) {
    return tensors.current(slot);
  }

  TrunkPlan plan() {
    return plan;
  }

  /** Lets a clock time the steps of all passes from now on; null for none. */
  void timedBy(TrunkClock clock) {
    plans.timedBy(clock);
  }

  /** The most native memory that the plans had at one time. */
  long peakNativeBytes() {
    return plans.peakNativeBytes();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    long batch = input.size(0);
    INDArray features =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS,
            DataType.FLOAT,
            new long[] {batch, plan.architecture().output().channels()},
            'c');
    running = plans.plan(Math.toIntExact(batch), training ? Mode.TRAINING : Mode.EVALUATION);
    tensors.begin(training);
    running.forward(input, tensors, features, plan.dropout().derive("step", iterationCount));
    return features;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    tensors.clearGradients();
    INDArray gradientOfFeatures = epsilon.ordering() == 'c' ? epsilon : epsilon.dup('c');
    running.backward(gradientOfFeatures, tensors);
    tensors.giveBack();
    Gradient gradient = new DefaultGradient(flatGradient);
    ownedGradients.forEach((key, view) -> gradient.setGradientFor(key, view, 'c'));
    return new Pair<>(gradient, noGradient);
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray gradient) {
    flatGradient = gradient;
    ownedGradients = TrunkParameterViews.blocks(plan, gradient);
    tensors.attachGradient(gradient);
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropOnly) {
    return owned;
  }

  @Override
  public Map<String, INDArray> paramTable() {
    return owned;
  }

  @Override
  public INDArray getParam(String key) {
    return owned.get(key);
  }

  @Override
  public void setParam(String key, INDArray value) {
    owned.get(key).assign(value);
  }

  @Override
  public void setParamTable(Map<String, INDArray> values) {
    values.forEach(this::setParam);
  }

  @Override
  public INDArray params() {
    return flat;
  }

  @Override
  public void setParams(INDArray values) {
    flat.assign(values.reshape(flat.shape()));
  }

  @Override
  public long numParams() {
    return flat.length();
  }

  @Override
  public long numParams(boolean backwards) {
    return flat.length();
  }

  @Override
  public INDArray getGradientsViewArray() {
    return flatGradient;
  }

  @Override
  public boolean updaterDivideByMinibatch(String key) {
    return TrunkLayerConf.block(key) != TrunkPlan.Block.STATISTICS;
  }

  @Override
  public double calcRegularizationScore(boolean backpropOnly) {
    double sum = 0;
    for (Map.Entry<String, INDArray> entry : owned.entrySet()) {
      for (Regularization rule : layerConf().getRegularizationByParam(entry.getKey())) {
        sum += rule.score(entry.getValue(), getIterationCount(), getEpochCount());
      }
    }
    return sum;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {
    // Has no noise.
  }

  @Override
  public void close() {
    plans.close();
    tensors.close();
    noGradient.close();
  }
}
