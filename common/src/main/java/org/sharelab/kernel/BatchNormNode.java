package org.sharelab.kernel;

import java.util.List;
import java.util.Optional;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;

/**
 * Batch norm, with the activation before it and the sum after it where nothing else reads what goes
 * between them; keeps the statistics of its batch for the backward pass.
 */
final class BatchNormNode implements TrunkNode {
  private final LayerSpec layer;
  private final Operation.BatchNorm operation;
  private BatchNormKernel kernel;
  private BatchNormKernel.Statistics statistics;
  private String source;

  BatchNormNode(LayerSpec layer, Operation.BatchNorm operation) {
    this.layer = layer;
    this.operation = operation;
  }

  @Override
  public void forward(TrunkProgram program) {
    Optional<LayerSpec> activation = program.fusion().absorbedActivation(layer);
    source = activation.orElse(layer).inputs().get(0);
    kernel = program.fusion().normKernel(layer, activation);
    Optional<LayerSpec> sum = program.fusion().absorbedSum(layer, program);
    Value x = program.output(source, Layout.NATIVE);
    Value residual = sum.map(add -> program.output(addend(add), Layout.NATIVE)).orElse(null);
    Value y = program.value(x.shape());
    program.define(sum.orElse(layer).name(), y);
    List<Value> reads = residual == null ? List.of(x) : List.of(x, residual);
    if (program.mode() == Mode.TRAINING) {
      statistics = kernel.statistics();
      program.emit(layer.name(), reads, y, run -> train(run, x, residual, y));
    } else {
      program.emitInPlace(layer.name(), reads, y, reads, run -> evaluate(run, x, residual, y));
    }
  }

  /** What a sum adds to this norm. */
  private String addend(LayerSpec sum) {
    return sum.inputs().get(sum.inputs().get(0).equals(layer.name()) ? 1 : 0);
  }

  private void train(TrunkRun run, Value x, Value residual, Value y) {
    kernel.forward(
        run.tensor(x),
        run.parameter(layer.name(), "gamma"),
        run.parameter(layer.name(), "beta"),
        statistics,
        residual == null ? null : run.tensor(residual),
        run.tensor(y));
    statistics.update(
        run.parameter(layer.name(), "mean"),
        run.parameter(layer.name(), "var"),
        operation.momentum());
  }

  private void evaluate(TrunkRun run, Value x, Value residual, Value y) {
    kernel.evaluate(
        run.tensor(x),
        run.parameter(layer.name(), "gamma"),
        run.parameter(layer.name(), "beta"),
        run.parameter(layer.name(), "mean"),
        run.parameter(layer.name(), "var"),
        residual == null ? null : run.tensor(residual),
        run.tensor(y));
  }

  @Override
  public void backward(TrunkProgram program) {
    Value x = program.output(source, Layout.NATIVE);
    Value dy = program.gradient(layer);
    Value dx = program.value(x.shape());
    // The bias of a convolution that nothing else reads: its gradient is in the cache here.
    Optional<LayerSpec> biased = program.fusion().absorbedBias(layer, source);
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
                statistics,
                run.tensor(dx),
                run.gradient(layer.name(), "gamma"),
                run.gradient(layer.name(), "beta"),
                biased.map(conv -> run.gradient(conv.name(), "b")).orElse(null)));
    if (program.needsGradient(source)) {
      program.contribute(source, dx);
    }
  }
}
