package org.sharelab.kernel;

import java.util.List;
import org.sharelab.model.LayerSpec;

/** A learned vector added to the token of each position. */
record PositionNode(LayerSpec layer) implements TrunkNode {

  @Override
  public void forward(TrunkProgram program) {
    Value x = program.output(layer.source(), Layout.ROWS);
    Value y = program.value(x.shape(), Layout.ROWS);
    TokenKernel kernel = program.kernels().tokens(x.shape());
    program.emitInPlace(
        layer.name(),
        List.of(x),
        y,
        List.of(x),
        run -> kernel.addPositions(run.tensor(x), run.parameter(layer.name(), "W"), run.tensor(y)));
    program.define(layer.name(), y);
  }

  @Override
  public void backward(TrunkProgram program) {
    Value dy = program.gradient(layer);
    TokenKernel kernel = program.kernels().tokens(dy.shape());
    program.emit(
        layer.name() + " weights",
        List.of(dy),
        run -> kernel.positionsBackward(run.tensor(dy), run.gradient(layer.name(), "W")));
    if (program.needsGradient(layer.source())) {
      program.contribute(layer.source(), dy);
    }
  }
}
