package org.sharelab.kernel;

import java.util.List;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.TokenOperation;

/** One token of each example as a vector. */
record SelectTokenNode(LayerSpec layer, TokenOperation.SelectToken operation) implements TrunkNode {

  @Override
  public void forward(TrunkProgram program) {
    Value x = program.output(layer.source(), Layout.ROWS);
    Value y = program.value(program.shape(layer), Layout.PLAIN);
    TokenKernel kernel = program.kernels().tokens(x.shape());
    program.emit(
        layer.name(),
        List.of(x),
        y,
        run -> kernel.select(run.tensor(x), operation.index(), run.tensor(y)));
    program.define(layer.name(), y);
  }

  @Override
  public void backward(TrunkProgram program) {
    if (!program.needsGradient(layer.source())) {
      return;
    }
    Value dy = program.gradient(layer);
    Value dx = program.value(program.inputShape(layer, 0), Layout.ROWS);
    TokenKernel kernel = program.kernels().tokens(dx.shape());
    program.emit(
        layer.name(),
        List.of(dy),
        dx,
        run -> kernel.selectBackward(run.tensor(dy), operation.index(), run.tensor(dx)));
    program.contribute(layer.source(), dx);
  }
}
