package org.sharelab.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sharelab.model.ParameterSpec;
import org.sharelab.nn.TrunkPlan.Block;
import org.sharelab.sharing.Slot;

/** How Deeplearning4j learns the names, sizes and views of the parameters that a trunk owns. */
final class TrunkParameterViews implements ParamInitializer {
  static final TrunkParameterViews INSTANCE = new TrunkParameterViews();

  private TrunkParameterViews() {}

  /** Cuts a vector of all owned scalars into row-major tensors. */
  static Map<Slot, INDArray> slots(TrunkPlan plan, INDArray vector) {
    return cut(plan.owned(), vector);
  }

  /** Cuts a vector of all owned running statistics into tensors; null is none. */
  static Map<Slot, INDArray> statistics(TrunkPlan plan, INDArray vector) {
    Map<Slot, ParameterSpec> statistics = plan.owned();
    statistics.values().removeIf(ParameterSpec::isTrainable);
    return cut(statistics, vector);
  }

  private static Map<Slot, INDArray> cut(Map<Slot, ParameterSpec> parameters, INDArray vector) {
    Map<Slot, INDArray> views = new LinkedHashMap<>();
    long start = 0;
    for (Map.Entry<Slot, ParameterSpec> entry : parameters.entrySet()) {
      ParameterSpec parameter = entry.getValue();
      long end = start + parameter.size();
      long[] shape = parameter.shape().stream().mapToLong(Integer::longValue).toArray();
      views.put(entry.getKey(), vector.get(NDArrayIndex.interval(start, end)).reshape('c', shape));
      start = end;
    }
    return views;
  }

  /** Cuts the same vector into blocks, under Deeplearning4j's keys. */
  static Map<String, INDArray> blocks(TrunkPlan plan, INDArray vector) {
    Map<String, INDArray> views = new LinkedHashMap<>();
    long start = 0;
    for (Map.Entry<Block, Long> block : plan.blocks().entrySet()) {
      long end = start + block.getValue();
      views.put(block.getKey().key(), vector.get(NDArrayIndex.interval(start, end)));
      start = end;
    }
    return views;
  }

  private static TrunkPlan plan(Layer layer) {
    return ((TrunkLayerConf) layer).plan();
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return plan(layer).size();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return plan(layer).blocks().keySet().stream().map(Block::key).toList();
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
    return TrunkLayerConf.block(key) == Block.REGULARIZED;
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return TrunkLayerConf.block(key) == Block.TRAINED;
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray parameters, boolean initialize) {
    return blocks(plan(conf.getLayer()), parameters);
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradient) {
    return init(conf, gradient, false);
  }
}
