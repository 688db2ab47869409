package org.sharelab.nn;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sharelab.nn.TrunkPlan.Block;

/**
 * All layers of a network from the images to the features as one vertex, run by the fast kernels:
 * feature maps stay in the kernels' layout from the first layer to the last.
 *
 * <p>Input is B x C x H x W, output B x F. It owns the parameters of its layers but for those that
 * it borrows from a store of the same graph. It must be the first vertex after the input (and the
 * store): no gradient with respect to the images is computed.
 */
public final class TrunkLayerConf extends BaseLayer {
  private static final long serialVersionUID = 1L;

  private final transient TrunkPlan plan;
  private final String serializedPlan;

  TrunkLayerConf(TrunkPlan plan) {
    this.plan = plan;
    this.serializedPlan = SerializedText.write(plan);
  }

  /** For JSON. */
  @JsonCreator
  TrunkLayerConf(@JsonProperty("plan") String serializedPlan) {
    this.plan = SerializedText.read(serializedPlan, TrunkPlan.class);
    this.serializedPlan = serializedPlan;
  }

  /** The plan as text, for JSON. */
  @JsonProperty("plan")
  String serializedPlan() {
    return serializedPlan;
  }

  TrunkPlan plan() {
    return plan;
  }

  private Object readResolve() {
    TrunkLayerConf conf = new TrunkLayerConf(serializedPlan);
    conf.setLayerName(layerName);
    conf.setIUpdater(getIUpdater());
    conf.setRegularization(getRegularization());
    return conf;
  }

  static Block block(String key) {
    return Block.valueOf(key.toUpperCase(Locale.ROOT));
  }

  @Override
  public List<Regularization> getRegularizationByParam(String key) {
    return block(key) == Block.REGULARIZED ? getRegularization() : List.of();
  }

  @Override
  public IUpdater getUpdaterByParam(String key) {
    return block(key) == Block.STATISTICS ? new NoOp() : getIUpdater();
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
    throw new IllegalStateException("A trunk is made by its vertex, " + TrunkVertexConf.class);
  }

  @Override
  public ParamInitializer initializer() {
    return TrunkParameterViews.INSTANCE;
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    return InputType.feedForward(plan.architecture().output().channels());
  }

  @Override
  public void setNIn(InputType input, boolean override) {
    // The architecture has fixed it.
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    return new LayerMemoryReport.Builder(
            layerName, TrunkLayerConf.class, input, getOutputType(0, input))
        .standardMemory(plan.size(), getIUpdater().stateSize(plan.size()))
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrunkLayerConf that && super.equals(that) && plan.equals(that.plan);
  }

  @Override
  public int hashCode() {
    return plan.hashCode();
  }
}
