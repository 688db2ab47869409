package org.sharelab.kernel;

import java.util.List;
import java.util.Optional;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;

/** Batch norm; keeps the statistics of its batch for the backward pass. */
final class BatchNormNode implements TrunkNode {
  private final LayerSpec layer;
  private final Operation.BatchNorm operation;
  private BatchNormKernel kernel;
  private BatchNormKernel.Statistics statistics;

  BatchNormNode(LayerSpec layer, Operation.BatchNorm operation) {
    this.layer = layer;
    this.operation = operation;
  }

  @Override
  public void forward(TrunkProgram program) {
    Value x = program.output(layer.inputs().get(0));
    Value y = program.value(x.shape());
    kernel = program.kernels().batchNorm(x.shape(), operation.epsilon());
    program.define(layer.name(), y);
    if (program.mode() == Mode.TRAINING) {
      statistics = kernel.statistics();
      program.emitInPlace(layer.name(), List.of(x), y, List.of(x), run -> train(run, x, y));
    } else {
      program.emitInPlace(layer.name(), List.of(x), y, List.of(x), run -> evaluate(run, x, y));
    }
  }

  private void train(TrunkRun run, Value x, Value y) {
    kernel.forward(
        run.tensor(x),
        run.parameter(layer.name(), "gamma"),
        run.parameter(layer.name(), "beta"),
        statistics,
        run.tensor(y));
    statistics.update(
        run.parameter(layer.name(), "mean"),
        run.parameter(layer.name(), "var"),
        operation.momentum());
  }

  private void evaluate(TrunkRun run, Value x, Value y) {
    kernel.evaluate(
        run.tensor(x),
        run.parameter(layer.name(), "gamma"),
        run.parameter(layer.name(), "beta"),
        run.parameter(layer.name(), "mean"),
        run.parameter(layer.name(), "var"),
        run.tensor(y));
  }

  @Override
  public void backward(TrunkProgram program) {
    Optional<LayerSpec> activation = program.privateActivation(layer);
    Optional<ActivationNormKernel> fused = activation.flatMap(spec -> fused(program, spec));
    if (fused.isPresent()) {
      backward(program, activation.get().inputs().get(0), fused.get());
      return;
    }
    String source = layer.inputs().get(0);
    Value x = program.output(source);
    Value dy = program.gradient(layer);
    Value dx = program.value(x.shape());
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
                run.gradient(layer.name(), "beta")));
    if (program.needsGradient(source)) {
      program.contribute(source, dx);
    }
  }

  private Optional<ActivationNormKernel> fused(TrunkProgram program, LayerSpec activation) {
    Operation.Activation before = (Operation.Activation) activation.operation();
    return program
        .kernels()
        .activationNorm(program.shape(layer), before.function(), operation.epsilon());
  }

  /** Through the activation to what it read. */
  private void backward(TrunkProgram program, String source, ActivationNormKernel fused) {
    Value u = program.output(source);
    Value dy = program.gradient(layer);
    Value du = program.value(u.shape());
    program.emitInPlace(
        layer.name(),
        List.of(u, dy),
        du,
        List.of(dy),
        run ->
            fused.backward(
                run.tensor(u),
                run.tensor(dy),
                run.parameter(layer.name(), "gamma"),
                statistics,
                run.tensor(du),
                run.gradient(layer.name(), "gamma"),
                run.gradient(layer.name(), "beta")));
    if (program.needsGradient(source)) {
      program.contribute(source, du);
    }
  }
}
