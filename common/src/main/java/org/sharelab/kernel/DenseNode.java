package org.sharelab.kernel;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;

/** A matrix product with bias: a dense layer, or a pointwise convolution of tokens. */
final class DenseNode implements TrunkNode {
  private final LayerSpec layer;
  private final Layout layout;
  private final boolean bias;

  private DenseNode(LayerSpec layer, Layout layout, boolean bias) {
    this.layer = layer;
    this.layout = layout;
    this.bias = bias;
  }

  static DenseNode ofTokens(LayerSpec layer, Operation.Convolution pointwise) {
    return new DenseNode(layer, Layout.ROWS, pointwise.bias());
  }

  static DenseNode ofExamples(LayerSpec layer, Operation.Dense dense) {
    return new DenseNode(layer, Layout.PLAIN, dense.bias());
  }

  @Override
  public void forward(TrunkProgram program) {
    Value x = program.output(layer.source(), layout);
    Value y = program.value(program.shape(layer), layout);
    DenseKernel kernel = kernel(program, x);
    program.emit(
        layer.name(),
        List.of(x),
        y,
        run ->
            kernel.forward(
                run.tensor(x),
                run.parameter(layer.name(), "W"),
                bias ? run.parameter(layer.name(), "b") : null,
                run.tensor(y)));
    program.define(layer.name(), y);
  }

  @Override
  public void backward(TrunkProgram program) {
    String source = layer.source();
    Value x = program.output(source, layout);
    Value dy = program.gradient(layer);
    DenseKernel kernel = kernel(program, x);
    boolean addsBias = bias && !program.fusion().isBiasDone(layer);
    program.emit(
        layer.name() + " weights",
        List.of(x, dy),
        run -> {
          INDArray dBias = addsBias ? run.gradient(layer.name(), "b") : null;
          kernel.backwardWeights(
              run.tensor(x), run.tensor(dy), run.gradient(layer.name(), "W"), dBias);
        });
    if (program.needsGradient(source)) {
      Value dx = program.value(x.shape(), layout);
      program.emit(
          layer.name(),
          List.of(dy),
          dx,
          run ->
              kernel.backwardData(
                  run.tensor(dy), run.parameter(layer.name(), "W"), run.tensor(dx)));
      program.contribute(source, dx);
    }
  }

  private DenseKernel kernel(TrunkProgram program, Value x) {
    boolean tokens = layout == Layout.ROWS;
    int rows = Math.toIntExact(tokens ? x.shape().perChannel() : x.shape().batch());
    int out = layer.outputShape().channels();
    return program.kernels().dense(new DenseShape(rows, x.shape().channels(), out, tokens));
  }
}
