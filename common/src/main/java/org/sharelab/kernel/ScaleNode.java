package org.sharelab.kernel;

import java.util.List;
import org.sharelab.model.LayerSpec;

/** Scaling of channels by a second input. */
record ScaleNode(LayerSpec layer) implements TrunkNode {

  @Override
  public void forward(TrunkProgram program) {
    Value x = program.output(layer.source(), Layout.NATIVE);
    Value s = program.output(layer.inputs().get(1), Layout.NATIVE);
    Value y = program.value(x.shape());
    ScaleKernel kernel = program.kernels().scale(x.shape());
    program.emit(
        layer.name(),
        List.of(x, s),
        y,
        run -> kernel.forward(run.tensor(x), run.tensor(s), run.tensor(y)));
    program.define(layer.name(), y);
  }

  @Override
  public void backward(TrunkProgram program) {
    Value x = program.output(layer.source(), Layout.NATIVE);
    Value s = program.output(layer.inputs().get(1), Layout.NATIVE);
    Value dy = program.gradient(layer);
    ScaleKernel kernel = program.kernels().scale(x.shape());
    if (program.needsGradient(layer.inputs().get(1))) {
      Value ds = program.value(s.shape());
      program.emit(
          layer.name() + " scale",
          List.of(x, dy),
          ds,
          run -> kernel.backwardScale(run.tensor(x), run.tensor(dy), run.tensor(ds)));
      program.contribute(layer.inputs().get(1), ds);
    }
    if (program.needsGradient(layer.source())) {
      Value dx = program.value(x.shape());
      program.emit(
          layer.name(),
          List.of(dy, s),
          dx,
          run -> kernel.backwardData(run.tensor(dy), run.tensor(s), run.tensor(dx)));
      program.contribute(layer.source(), dx);
    }
  }
}
