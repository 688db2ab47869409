package org.sharelab.kernel;

import java.util.List;
import java.util.function.Function;
import org.sharelab.model.LayerSpec;

/** Pooling over windows or over the whole image. */
final class PoolNode implements TrunkNode {
  private final LayerSpec layer;
  private final Function<BatchShape, PoolShape> shapeOf;
  private PoolShape shape;
  private PoolKernel kernel;
  private PoolKernel.Workspace workspace;

  PoolNode(LayerSpec layer, Function<BatchShape, PoolShape> shapeOf) {
    this.layer = layer;
    this.shapeOf = shapeOf;
  }

  @Override
  public void forward(TrunkProgram program) {
    Value x = program.output(layer.source(), Layout.NATIVE);
    shape = shapeOf.apply(x.shape());
    kernel = program.kernels().pool(shape);
    workspace = kernel.workspace();
    Value y = program.value(shape.output());
    program.emit(
        layer.name(),
        List.of(x),
        y,
        run -> kernel.forward(run.tensor(x), workspace, run.tensor(y)));
    program.define(layer.name(), y);
  }

  @Override
  public void backward(TrunkProgram program) {
    String source = layer.source();
    if (!program.needsGradient(source)) {
      return;
    }
    Value dy = program.gradient(layer);
    Value dx = program.value(shape.input());
    if (shape.maximum()) {
      Value x = program.output(source, Layout.NATIVE);
      program.emit(
          layer.name(),
          List.of(x, dy),
          dx,
          run -> kernel.backward(run.tensor(x), workspace, run.tensor(dy), run.tensor(dx)));
    } else {
      program.emit(
          layer.name(),
          List.of(dy),
          dx,
          run -> kernel.backward(null, workspace, run.tensor(dy), run.tensor(dx)));
    }
    program.contribute(source, dx);
  }
}
