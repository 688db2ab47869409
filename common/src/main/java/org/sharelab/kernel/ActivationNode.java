package org.sharelab.kernel;

import java.util.List;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;

/** An activation, unless a norm computes it; its input is kept, its output is not. */
record ActivationNode(LayerSpec layer, Operation.Activation operation) implements TrunkNode {

  @Override
  public void forward(TrunkProgram program) {
    if (program.fusion().isAbsorbed(layer)) {
      return;
    }
    program.define(layer.name(), program.activate(layer, operation));
  }

  @Override
  public void backward(TrunkProgram program) {
    String source = layer.source();
    if (program.fusion().isAbsorbed(layer) || !program.needsGradient(source)) {
      return;
    }
    Value x = program.output(source);
    Value dy = program.gradient(layer);
    Value dx = program.value(x.shape(), x.layout());
    ActivationKernel kernel =
        program.kernels().activation(x.shape(), x.layout(), operation.function());
    program.emitInPlace(
        layer.name(),
        List.of(x, dy),
        dx,
        List.of(dy),
        run -> kernel.backward(run.tensor(x), run.tensor(dy), run.tensor(dx)));
    program.contribute(source, dx);
  }
}
