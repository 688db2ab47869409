package org.sharelab.nn;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sharelab.model.ParameterSpec;
import org.sharelab.model.ParameterSpec.Role;
import org.sharelab.store.StoreSpec;

/**
 * The vertex that owns a parameter store: passes activations through unchanged and holds the
 * tensors that the layers behind it borrow.
 *
 * <p>It stands between the network's input and everything else, so the forward pass visits it first
 * and the backward pass last. It is a layer, not a bare vertex, because the graph's own counts,
 * summaries and scores look at layers only.
 */
public final class StoreLayerConf extends BaseLayer {
  private static final long serialVersionUID = 1L;

  private final StoreSpec store;

  private final Set<Role> regularized;

  /**
   * @param regularized roles of the tensors that are regularised; updater and regularisation are
   *     set as for any layer
   */
  public StoreLayerConf(
      @JsonProperty("store") StoreSpec store, @JsonProperty("regularized") Set<Role> regularized) {
    this.store = store;
    this.regularized = new TreeSet<>(regularized);
    setActivationFn(new ActivationIdentity());
    setWeightInitFn(new WeightInitConstant(0));
  }

  public StoreSpec getStore() {
    return store;
  }

  public Set<Role> getRegularized() {
    return regularized;
  }

  /** Deeplearning4j splits keys at the last underscore, so keys must not have one. */
  static String key(ParameterSpec tensor) {
    return key(tensor.name());
  }

  static String key(String tensor) {
    return tensor.replace("%", "%25").replace("_", "%5F");
  }

  ParameterSpec tensor(String key) {
    return store.tensors().stream()
        .filter(tensor -> key(tensor).equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No tensor " + key));
  }

  @Override
  public List<Regularization> getRegularizationByParam(String key) {
    return regularized.contains(tensor(key).role()) ? getRegularization() : List.of();
  }

  @Override
  public IUpdater getUpdaterByParam(String key) {
    return tensor(key).isTrainable() ? getIUpdater() : new NoOp();
  }

  @Override
  public boolean isPretrainParam(String key) {
    return false;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    StoreLayer layer = new StoreLayer(conf, dataType, parameters);
    layer.setListeners(listeners);
    layer.setIndex(index);
    store.tensors().forEach(tensor -> conf.addVariable(key(tensor)));
    return layer;
  }

  @Override
  public ParamInitializer initializer() {
    return StoreParameters.INSTANCE;
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    return input;
  }

  @Override
  public void setNIn(InputType input, boolean override) {
    // Any input will do.
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    return new LayerMemoryReport.Builder(layerName, StoreLayerConf.class, input, input)
        .standardMemory(store.size(), getIUpdater().stateSize(store.size()))
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoreLayerConf that
        && super.equals(that)
        && store.equals(that.store)
        && regularized.equals(that.regularized);
  }

  @Override
  public int hashCode() {
    return Objects.hash(store, regularized);
  }
}
