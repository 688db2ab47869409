package org.sharelab.kernel;

import java.util.List;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.TokenOperation;

/** Self-attention, which keeps its weights for the backward pass. */
final class AttentionNode implements TrunkNode {
  private final LayerSpec layer;
  private final TokenOperation.Attention operation;
  private AttentionKernel kernel;
  private Value weights;

  AttentionNode(LayerSpec layer, TokenOperation.Attention operation) {
    this.layer = layer;
    this.operation = operation;
  }

  @Override
  public void forward(TrunkProgram program) {
    Value qkv = program.output(layer.source(), Layout.ROWS);
    Value y = program.value(program.shape(layer), Layout.ROWS);
    AttentionShape shape = shape(y.shape());
    kernel = program.kernels().attention(shape);
    weights = program.value(shape.weights(), Layout.PLAIN);
    // A step writes one value: the scores come first.
    program.emit(
        layer.name() + " weights",
        List.of(qkv),
        weights,
        run -> kernel.weigh(run.tensor(qkv), run.tensor(weights)));
    program.emit(
        layer.name(),
        List.of(qkv, weights),
        y,
        run -> kernel.mix(run.tensor(qkv), run.tensor(weights), run.tensor(y)));
    program.define(layer.name(), y);
  }

  private AttentionShape shape(BatchShape output) {
    int heads = operation.heads();
    int tokens = Math.toIntExact(output.example().area());
    return new AttentionShape(output.batch(), tokens, heads, output.channels() / heads);
  }

  @Override
  public void backward(TrunkProgram program) {
    Value qkv = program.output(layer.source(), Layout.ROWS);
    Value dy = program.gradient(layer);
    Value dqkv = program.value(qkv.shape(), Layout.ROWS);
    program.emit(
        layer.name(),
        List.of(qkv, weights, dy),
        dqkv,
        run ->
            kernel.backward(
                run.tensor(qkv), run.tensor(weights), run.tensor(dy), run.tensor(dqkv)));
    if (program.needsGradient(layer.source())) {
      program.contribute(layer.source(), dqkv);
    }
  }
}
