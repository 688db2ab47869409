package org.sharelab.kernel;

import java.util.List;
import org.sharelab.model.LayerSpec;

/** A learned token before the others. */
record ClassTokenNode(LayerSpec layer) implements TrunkNode {

  @Override
  public void forward(TrunkProgram program) {
    Value x = program.output(layer.source(), Layout.ROWS);
    Value y = program.value(program.shape(layer), Layout.ROWS);
    TokenKernel kernel = program.kernels().tokens(x.shape());
    program.emit(
        layer.name(),
        List.of(x),
        y,
        run -> kernel.prepend(run.tensor(x), run.parameter(layer.name(), "W"), run.tensor(y)));
    program.define(layer.name(), y);
  }

  @Override
  public void backward(TrunkProgram program) {
    Value dy = program.gradient(layer);
    Value dx = program.value(program.inputShape(layer, 0), Layout.ROWS);
    TokenKernel kernel = program.kernels().tokens(dx.shape());
    program.emit(
        layer.name(),
        List.of(dy),
        dx,
        run ->
            kernel.prependBackward(
                run.tensor(dy), run.tensor(dx), run.gradient(layer.name(), "W")));
    if (program.needsGradient(layer.source())) {
      program.contribute(layer.source(), dx);
    }
  }
}
