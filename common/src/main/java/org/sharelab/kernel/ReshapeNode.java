package org.sharelab.kernel;

import java.util.List;
import org.sharelab.model.LayerSpec;

/**
 * A vector or a sequence of tokens of the cells of an image: the same scalars in another layout.
 * Images that come in that layout already are only copied.
 */
record ReshapeNode(LayerSpec layer, Layout layout) implements TrunkNode {

  @Override
  public void forward(TrunkProgram program) {
    BatchShape shape = program.shape(layer);
    if (program.readsImages(layer)) {
      Value y = program.value(shape, layout);
      program.emit(layer.name(), List.of(), y, run -> run.tensor(y).load(run.images()));
      program.define(layer.name(), y);
      return;
    }
    Value x = program.output(layer.source());
    program.define(layer.name(), program.reorder(layer.name(), x, shape, layout));
  }

  @Override
  public void backward(TrunkProgram program) {
    String source = layer.source();
    if (program.needsGradient(source)) {
      Value x = program.output(source);
      Value dy = program.gradient(layer);
      program.contribute(source, program.reorder(layer.name(), dy, x.shape(), x.layout()));
    }
  }
}
