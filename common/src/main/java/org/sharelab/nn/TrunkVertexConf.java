package org.sharelab.nn;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sharelab.check.Checks;

/** The vertex of a {@link TrunkLayerConf}. */
public final class TrunkVertexConf extends LayerVertex {
  private static final long serialVersionUID = 1L;

  @JsonCreator
  TrunkVertexConf(@JsonProperty("layerConf") NeuralNetConfiguration conf) {
    super(conf, null);
  }

  @Override
  public TrunkVertexConf clone() {
    return new TrunkVertexConf(getLayerConf().clone());
  }

  @Override
  public GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    Checks.valid(dataType == DataType.FLOAT, "Invalid data type of a trunk: %s (FLOAT)", dataType);
    TrunkLayer layer = new TrunkLayer(getLayerConf(), graph, parameters);
    layer.setIndex(index);
    return new org.deeplearning4j.nn.graph.vertex.impl.LayerVertex(
        graph, name, index, layer, null, false, dataType);
  }
}
