package org.sharelab.kernel;

import java.util.List;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.TokenOperation;

/** Layer norm of each token; its input is kept for the backward pass, its statistics are not. */
record LayerNormNode(LayerSpec layer, TokenOperation.LayerNorm operation) implements TrunkNode {

  @Override
  public void forward(TrunkProgram program) {
    Value x = program.output(layer.source(), Layout.ROWS);
    Value y = program.value(x.shape(), Layout.ROWS);
    LayerNormKernel kernel = kernel(program, x);
    program.emit(
        layer.name(),
        List.of(x),
        y,
        run ->
            kernel.forward(
                run.tensor(x),
                run.parameter(layer.name(), "gamma"),
                run.parameter(layer.name(), "beta"),
                run.tensor(y)));
    program.define(layer.name(), y);
  }

  @Override
  public void backward(TrunkProgram program) {
    Value x = program.output(layer.source(), Layout.ROWS);
    Value dy = program.gradient(layer);
    Value dx = program.value(x.shape(), Layout.ROWS);
    LayerNormKernel kernel = kernel(program, x);
    program.emitInPlace(
        layer.name(),
        List.of(x, dy),
        dx,
        List.of(dy),
        run ->
            kernel.backward(
                run.tensor(x),
                run.tensor(dy),
                run.parameter(layer.name(), "gamma"),
                run.tensor(dx),
                run.gradient(layer.name(), "gamma"),
                run.gradient(layer.name(), "beta")));
    if (program.needsGradient(layer.source())) {
      program.contribute(layer.source(), dx);
    }
  }

  private LayerNormKernel kernel(TrunkProgram program, Value x) {
    int rows = Math.toIntExact(x.shape().perChannel());
    return program.kernels().layerNorm(rows, x.shape().channels(), operation.epsilon());
  }
}
