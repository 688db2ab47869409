package org.sharelab.nn;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.sharelab.sharing.Slot;
import org.sharelab.store.ParameterStore;

/** Runs a {@link StoreLayerConf}: materialises all uses forward, hands out gradients backward. */
final class StoreLayer extends AbstractLayer<StoreLayerConf> {
  private static final long serialVersionUID = 1L;

  private final transient ParameterStore store;
  private final transient INDArray flat;
  private transient INDArray flatGradient;
  private transient INDArray scratch;
  private transient GradientObserver observer;

  /** Whether a use has contributed to the gradient of the current backward pass. */
  private boolean accumulating;

  StoreLayer(NeuralNetConfiguration conf, DataType dataType, INDArray parameters) {
    super(conf, dataType);
    this.flat = parameters;
    this.store = layerConf().getStore().open(parameters);
  }

  ParameterStore store() {
    return store;
  }

  /**
   * Lets an observer see the gradient of each use; null for none.
   *
   * @return the observer until now; null if there was none
   */
  GradientObserver observedBy(GradientObserver observer) {
    GradientObserver before = this.observer;
    this.observer = observer;
    return before;
  }

  boolean isObserved() {
    return observer != null;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    store.spec().uses().forEach(store::materialize);
    accumulating = false;
    return workspaces.leverageTo(ArrayType.ACTIVATIONS, input);
  }

  /**
   * Adds one use's gradient. The first of a backward pass finds the gradient of the last one and
   * clears it.
   */
  void accumulate(Slot use, INDArray gradient) {
    clearOnce();
    if (observer != null) {
      observer.observe(use, gradient);
    }
    store.accumulate(use, gradient);
  }

  /** Makes the gradients zero before the first use of a backward pass contributes. */
  void clearOnce() {
    if (!accumulating) {
      store.clearGradient();
      accumulating = true;
    }
  }

  /**
   * The gradient of a tensor that is a use's weight as it is, to add to directly; null if the
   * weight is computed from tensors.
   */
  INDArray gradientOfTensor(INDArray weight) {
    return store.tensors().entrySet().stream()
        .filter(tensor -> tensor.getValue() == weight)
        .map(tensor -> store.gradients().get(tensor.getKey()))
        .findFirst()
        .orElse(null);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    clearOnce();
    accumulating = false;
    Gradient gradient = new DefaultGradient(flatGradient);
    StoreParameters.keyed(store.gradients())
        .forEach((key, tensor) -> gradient.setGradientFor(key, tensor, 'c'));
    return new Pair<>(gradient, workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, epsilon));
  }

  /**
   * A vector outside all workspaces that layers may write their gradients to; its contents last
   * until the next layer's backward pass.
   */
  INDArray scratch(long length) {
    if (scratch == null || scratch.length() < length) {
      scratch = Nd4j.createUninitializedDetached(dataType, 'c', length).assign(0);
    }
    return scratch.get(NDArrayIndex.interval(0, length));
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropOnly) {
    return StoreParameters.keyed(store.tensors());
  }

  @Override
  public INDArray getParam(String key) {
    return paramTable(false).get(key);
  }

  @Override
  public void setParam(String key, INDArray value) {
    getParam(key).assign(value);
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
  public void setParamTable(Map<String, INDArray> values) {
    values.forEach(this::setParam);
  }

  @Override
  public long numParams() {
    return flat.length();
  }

  @Override
  public INDArray getGradientsViewArray() {
    return flatGradient;
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray gradient) {
    flatGradient = gradient;
    store.attachGradient(gradient);
  }

  @Override
  public double calcRegularizationScore(boolean backpropOnly) {
    double sum = 0;
    for (Map.Entry<String, INDArray> tensor : paramTable(false).entrySet()) {
      for (Regularization rule : layerConf().getRegularizationByParam(tensor.getKey())) {
        sum += rule.score(tensor.getValue(), getIterationCount(), getEpochCount());
      }
    }
    return sum;
  }

  @Override
  public boolean updaterDivideByMinibatch(String key) {
    return layerConf().tensor(key).isTrainable();
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {
    // Has no noise.
  }
}
