package org.sharelab.kernel;

import java.util.List;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;

/**
 * Dropout: a product with a mask of 0 and 1 / (1 - rate), drawn from the pass's seed and the
 * layer's name. In evaluation it is nothing.
 */
record DropoutNode(LayerSpec layer, Operation.Dropout operation) implements TrunkNode {

  @Override
  public void forward(TrunkProgram program) {
    Value x = program.output(layer.source());
    if (program.mode() == Mode.EVALUATION || operation.rate() == 0) {
      program.define(layer.name(), x);
      return;
    }
    Value mask = program.value(x.shape(), x.layout());
    program.emit(layer.name() + " mask", List.of(), mask, run -> draw(run, mask));
    program.define(maskName(), mask);
    Value y = program.value(x.shape(), x.layout());
    multiply(program, x, mask, y);
    program.define(layer.name(), y);
  }

  @Override
  public void backward(TrunkProgram program) {
    String source = layer.source();
    Value dy = program.gradient(layer);
    if (!program.needsGradient(source)) {
      return;
    }
    if (operation.rate() == 0) {
      program.contribute(source, dy);
      return;
    }
    Value dx = program.value(dy.shape(), dy.layout());
    multiply(program, dy, program.output(maskName()), dx);
    program.contribute(source, dx);
  }

  private void multiply(TrunkProgram program, Value x, Value mask, Value y) {
    PointwiseKernel kernel = program.kernels().pointwise(x.shape(), x.layout());
    program.emitInPlace(
        layer.name(),
        List.of(x, mask),
        y,
        List.of(x),
        run -> kernel.multiply(run.tensor(x), run.tensor(mask), run.tensor(y)));
  }

  private void draw(TrunkRun run, Value mask) {
    RandomGenerator random = run.seed().derive("dropout").derive(layer.name()).generator();
    float kept = (float) (1 / (1 - operation.rate()));
    float[] scalars = new float[Math.toIntExact(mask.shape().size())];
    for (int k = 0; k < scalars.length; k++) {
      scalars[k] = random.nextDouble() < operation.rate() ? 0f : kept;
    }
    try (INDArray plain = Nd4j.create(scalars, mask.shape().dimensions(), 'c')) {
      run.tensor(mask).load(plain);
    }
  }

  private String maskName() {
    return layer.name() + ".mask";
  }
}
