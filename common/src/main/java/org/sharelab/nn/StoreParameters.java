package org.sharelab.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.ParameterSpec.Role;
import org.sharelab.store.ParameterStore;

/** How Deeplearning4j learns the names, sizes and views of a store's tensors. */
final class StoreParameters implements ParamInitializer {
  static final StoreParameters INSTANCE = new StoreParameters();

  private StoreParameters() {}

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return ((StoreLayerConf) layer).getStore().size();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return ((StoreLayerConf) layer).getStore().tensors().stream().map(StoreLayerConf::key).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return paramKeys(layer).stream().filter(key -> isWeightParam(layer, key)).toList();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return paramKeys(layer).stream().filter(key -> isBiasParam(layer, key)).toList();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return ((StoreLayerConf) layer).tensor(key).role() == Role.WEIGHT;
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return ((StoreLayerConf) layer).tensor(key).role() == Role.BIAS;
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray parameters, boolean initialize) {
    ParameterStore store = ((StoreLayerConf) conf.getLayer()).getStore().open(parameters);
    return keyed(store.tensors());
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradient) {
    return init(conf, gradient, false);
  }

  /** The same arrays under Deeplearning4j's keys. */
  static Map<String, INDArray> keyed(Map<String, INDArray> tensors) {
    Map<String, INDArray> keyed = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> keyed.put(StoreLayerConf.key(name), tensor));
    return keyed;
  }
}
