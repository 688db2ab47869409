package org.sharelab.kernel;

import java.util.List;
import org.sharelab.model.LayerSpec;

/** A sum, unless a norm computes it, whose gradient goes to all inputs as it is. */
record AddNode(LayerSpec layer) implements TrunkNode {

  @Override
  public void forward(TrunkProgram program) {
    if (program.isDefined(layer.name())) {
      return; // by the norm before it
    }
    Value sum = program.output(layer.source());
    Layout layout = sum.layout();
    PointwiseKernel kernel = program.kernels().pointwise(sum.shape(), layout);
    for (String input : layer.inputs().subList(1, layer.inputs().size())) {
      Value a = sum;
      Value b = program.output(input, layout);
      Value y = program.value(a.shape(), layout);
      program.emitInPlace(
          layer.name(),
          List.of(a, b),
          y,
          List.of(a, b),
          run -> kernel.add(run.tensor(a), run.tensor(b), run.tensor(y)));
      sum = y;
    }
    program.define(layer.name(), sum);
  }

  @Override
  public void backward(TrunkProgram program) {
    Value dy = program.gradient(layer);
    for (String input : layer.inputs()) {
      if (program.needsGradient(input)) {
        program.contribute(input, dy);
      }
    }
  }
}
