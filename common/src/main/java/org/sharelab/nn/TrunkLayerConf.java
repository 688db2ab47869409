package org.sharelab.nn;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.sharelab.model.Architecture;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;

/**
 * A whole trunk, from images to features, as one layer that borrows all its parameters from a store
 * of the same graph.
 *
 * <p>Input is B x C x H x W; output is B x F where the trunk ends in one cell, otherwise B x F x H'
 * x W'. Single precision only.
 */
public final class TrunkLayerConf extends NoParamLayer {
  private static final long serialVersionUID = 1L;

  private final String store;
  private final FeatureShape input;
  private final List<Stage> stages;
  private final long dropoutSeed;

  /**
   * A layer of the trunk.
   *
   * @param inputs names of the stages it reads, or {@link Architecture#INPUT}
   */
  public record Stage(
      String name,
      @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class") Operation operation,
      List<String> inputs)
      implements java.io.Serializable {
    public Stage {
      inputs = List.copyOf(inputs);
    }

    static Stage of(LayerSpec layer) {
      return new Stage(layer.name(), layer.operation(), layer.inputs());
    }
  }

  /**
   * @param store name of the vertex that holds the store
   * @param dropoutSeed all dropout masks follow from it and the number of the iteration
   */
  public TrunkLayerConf(
      @JsonProperty("store") String store,
      @JsonProperty("input") FeatureShape input,
      @JsonProperty("stages") List<Stage> stages,
      @JsonProperty("dropoutSeed") long dropoutSeed) {
    this.store = store;
    this.input = input;
    this.stages = List.copyOf(stages);
    this.dropoutSeed = dropoutSeed;
  }

  static TrunkLayerConf of(String store, Architecture trunk, long dropoutSeed) {
    List<Stage> stages = trunk.layers().stream().map(Stage::of).toList();
    return new TrunkLayerConf(store, trunk.input(), stages, dropoutSeed);
  }

  public String getStore() {
    return store;
  }

  public FeatureShape getInput() {
    return input;
  }

  public List<Stage> getStages() {
    return stages;
  }

  public long getDropoutSeed() {
    return dropoutSeed;
  }

  /** The trunk as an architecture, whose last layer gives the features. */
  Architecture trunk() {
    Architecture.Builder builder = Architecture.builder("trunk", input);
    for (Stage stage : stages) {
      builder.add(stage.name(), stage.operation(), stage.inputs().toArray(String[]::new));
    }
    return builder.build();
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    TrunkLayer layer = new TrunkLayer(conf, dataType);
    layer.setListeners(listeners);
    layer.setIndex(index);
    return layer;
  }

  @Override
  public InputType getOutputType(int index, InputType type) {
    FeatureShape output = trunk().output();
    return output.area() == 1
        ? InputType.feedForward(output.channels())
        : InputType.convolutional(output.height(), output.width(), output.channels());
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType type) {
    return null;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType type) {
    return new LayerMemoryReport.Builder(
            layerName, TrunkLayerConf.class, type, getOutputType(0, type))
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrunkLayerConf that
        && super.equals(that)
        && store.equals(that.store)
        && input.equals(that.input)
        && stages.equals(that.stages)
        && dropoutSeed == that.dropoutSeed;
  }

  @Override
  public int hashCode() {
    return Objects.hash(store, input, stages, dropoutSeed);
  }
}
