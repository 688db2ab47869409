package org.sharelab.nn;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Scales each channel of the first input, B x C x H x W, by the second, B x C (x 1 x 1). */
public final class ChannelScaleVertexConf extends GraphVertex {
  private static final long serialVersionUID = 1L;

  @Override
  public GraphVertex clone() {
    return new ChannelScaleVertexConf();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelScaleVertexConf;
  }

  @Override
  public int hashCode() {
    return ChannelScaleVertexConf.class.hashCode();
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    return new ChannelScaleVertex(graph, name, index, dataType);
  }

  @Override
  public InputType getOutputType(int index, InputType... inputs) {
    return inputs[0];
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(null, ChannelScaleVertexConf.class, inputs[0], inputs[0])
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }
}
