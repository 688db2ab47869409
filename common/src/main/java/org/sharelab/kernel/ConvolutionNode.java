package org.sharelab.kernel;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;

/** A convolution; the first may read the images in plain layout, which get no gradient. */
record ConvolutionNode(LayerSpec layer, Operation.Convolution operation) implements TrunkNode {

  @Override
  public void forward(TrunkProgram program) {
    ConvolutionShape shape = shape(program);
    ConvolutionKernel kernel = program.kernels().convolution(shape);
    ConvolutionKernel.PackedWeight weight = program.weights().of(layer, shape, kernel);
    Value y = program.value(shape.output());
    program.define(layer.name(), y);
    if (program.readsImages(layer)) {
      PlainTensor images = program.images();
      program.emit(
          layer.name(),
          List.of(),
          y,
          run -> {
            images.bind(run.images());
            kernel.forward(images, weight, bias(run), run.tensor(y));
          });
    } else {
      Value x = program.output(layer.source(), Layout.NATIVE);
      program.emit(
          layer.name(),
          List.of(x),
          y,
          run -> kernel.forward(run.tensor(x), weight, bias(run), run.tensor(y)));
    }
  }

  @Override
  public void backward(TrunkProgram program) {
    ConvolutionShape shape = shape(program);
    ConvolutionKernel kernel = program.kernels().convolution(shape);
    Value dy = program.gradient(layer);
    boolean bias = operation.bias() && !program.fusion().isBiasDone(layer);
    if (program.readsImages(layer)) {
      PlainTensor images = program.images();
      program.emit(
          layer.name() + " weights",
          List.of(dy),
          run -> {
            images.bind(run.images());
            addGradients(kernel, images, run.tensor(dy), run, bias);
          });
      return;
    }
    Value x = program.output(layer.source(), Layout.NATIVE);
    program.emit(
        layer.name() + " weights",
        List.of(x, dy),
        run -> addGradients(kernel, run.tensor(x), run.tensor(dy), run, bias));
    if (program.needsGradient(layer.source())) {
      ConvolutionKernel.PackedWeight weight = program.weights().of(layer, shape, kernel);
      Value before = program.gradientSoFar(layer.source());
      Value dx = program.value(shape.input());
      if (before != null && before.layout() == Layout.NATIVE && kernel.addsBackwardData()) {
        program.emitInPlace(
            layer.name(),
            List.of(dy, before),
            dx,
            before.equals(dy) ? List.of() : List.of(before),
            run ->
                kernel.addBackwardData(run.tensor(dy), weight, run.tensor(before), run.tensor(dx)));
        program.replaceGradient(layer.source(), dx);
      } else {
        program.emit(
            layer.name(),
            List.of(dy),
            dx,
            run -> kernel.backwardData(run.tensor(dy), weight, run.tensor(dx)));
        program.contribute(layer.source(), dx);
      }
    }
  }

  private void addGradients(
      ConvolutionKernel kernel, Tensor x, Tensor dy, TrunkRun run, boolean bias) {
    INDArray biasGradient = bias ? run.gradient(layer.name(), "b") : null;
    kernel.backwardWeights(x, dy, run.gradient(layer.name(), "W"), biasGradient);
  }

  private ConvolutionShape shape(TrunkProgram program) {
    Layout layout = program.readsImages(layer) ? Layout.PLAIN : Layout.NATIVE;
    return new ConvolutionShape(program.inputShape(layer, 0), operation, layout);
  }

  private INDArray bias(TrunkRun run) {
    return operation.bias() ? run.parameter(layer.name(), "b") : null;
  }
}
