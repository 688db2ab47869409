package org.sharelab.kernel;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.sharelab.model.Operation;

/**
 * Convolution by ND4J's ops conv2d and depthwise_conv2d. Padding is added before, since the ops
 * know symmetric padding only; groups are computed one after another, since they know none.
 */
final class Nd4jConvolution implements ConvolutionKernel {
  private static final int NO_SAME_MODE = 0;
  private static final int CHANNELS_FIRST = 0;
  private static final int OUT_IN_HEIGHT_WIDTH = 1;

  private final ConvolutionShape shape;
  private final Operation.Convolution operation;

  Nd4jConvolution(ConvolutionShape shape) {
    this.shape = shape;
    this.operation = shape.operation();
  }

  @Override
  public PackedWeight pack() {
    return new Held();
  }

  private static final class Held implements PackedWeight {
    private INDArray array;

    @Override
    public void load(INDArray weight) {
      array = weight;
    }
  }

  @Override
  public void forward(Tensor x, PackedWeight weight, INDArray bias, Tensor y) {
    INDArray input = padded(Nd4jTensor.array(x));
    INDArray w = weight(weight);
    INDArray output = Nd4jTensor.array(y);
    if (shape.isDepthwise()) {
      // Multiplier x channels x K x K.
      run("depthwise_conv2d", new INDArray[] {input, w.permute(1, 0, 2, 3).dup('c')}, output);
    } else {
      for (int g = 0; g < operation.groups(); g++) {
        INDArray part = Nd4j.createUninitialized(channels(output, g, outPerGroup()).shape());
        run("conv2d", new INDArray[] {inputGroup(input, g), weightGroup(w, g)}, part);
        channels(output, g, outPerGroup()).assign(part);
      }
    }
    if (bias != null) {
      output.addi(bias.reshape(1, operation.outChannels(), 1, 1).broadcast(output.shape()));
    }
  }

  @Override
  public void backwardData(Tensor dy, PackedWeight weight, Tensor dx) {
    INDArray input = Nd4j.zeros(paddedDimensions());
    INDArray[] gradients = gradients(input, weight(weight), Nd4jTensor.array(dy));
    int before = operation.padBefore();
    INDArray inner =
        gradients[0].get(
            all(),
            all(),
            interval(before, before + shape.input().height()),
            interval(before, before + shape.input().width()));
    Nd4jTensor.array(dx).assign(inner);
  }

  @Override
  public void backwardWeights(Tensor x, Tensor dy, INDArray dWeight, INDArray dBias) {
    INDArray gradient = Nd4jTensor.array(dy);
    INDArray weight = Nd4j.zeros(shape.weightDimensions());
    INDArray[] gradients = gradients(padded(Nd4jTensor.array(x)), weight, gradient);
    dWeight.addi(gradients[1].reshape('c', dWeight.shape()));
    if (dBias != null) {
      dBias.addi(gradient.sum(0, 2, 3).reshape(dBias.shape()));
    }
  }

  /** Gradients with respect to the padded input and to the weight. */
  private INDArray[] gradients(INDArray input, INDArray weight, INDArray dy) {
    INDArray dx = Nd4j.zeros(input.shape());
    INDArray dw = Nd4j.zeros(weight.shape());
    if (shape.isDepthwise()) {
      INDArray w = weight.permute(1, 0, 2, 3).dup('c');
      INDArray dwByMultiplier = Nd4j.zeros(w.shape());
      run("depthwise_conv2d_bp", new INDArray[] {input, w, dy.dup('c')}, dx, dwByMultiplier);
      dw.assign(dwByMultiplier.permute(1, 0, 2, 3));
      return new INDArray[] {dx, dw};
    }
    for (int g = 0; g < operation.groups(); g++) {
      INDArray x = inputGroup(input, g);
      INDArray w = weightGroup(weight, g);
      INDArray dxPart = Nd4j.zeros(x.shape());
      INDArray dwPart = Nd4j.zeros(w.shape());
      INDArray dyPart = channels(dy, g, outPerGroup()).dup('c');
      run("conv2d_bp", new INDArray[] {x, w, dyPart}, dxPart, dwPart);
      channels(dx, g, shape.inChannelsPerGroup()).assign(dxPart);
      dw.get(interval((long) g * outPerGroup(), (g + 1L) * outPerGroup())).assign(dwPart);
    }
    return new INDArray[] {dx, dw};
  }

  private void run(String op, INDArray[] inputs, INDArray... outputs) {
    int k = operation.kernel();
    int s = operation.stride();
    Nd4j.exec(
        DynamicCustomOp.builder(op)
            .addInputs(inputs)
            .addOutputs(outputs)
            .addIntegerArguments(
                k, k, s, s, 0, 0, 1, 1, NO_SAME_MODE, CHANNELS_FIRST, OUT_IN_HEIGHT_WIDTH)
            .build());
  }

  private INDArray weight(PackedWeight weight) {
    return ((Held) weight).array.reshape('c', shape.weightDimensions());
  }

  private int outPerGroup() {
    return operation.outChannels() / operation.groups();
  }

  private INDArray inputGroup(INDArray input, int group) {
    return channels(input, group, shape.inChannelsPerGroup()).dup('c');
  }

  private INDArray weightGroup(INDArray weight, int group) {
    long start = (long) group * outPerGroup();
    return weight.get(interval(start, start + outPerGroup())).dup('c');
  }

  private static INDArray channels(INDArray array, int group, int size) {
    INDArrayIndex range = interval((long) group * size, (group + 1L) * size);
    return array.get(all(), range, all(), all());
  }

  private long[] paddedDimensions() {
    int padding = operation.padBefore() + operation.padAfter();
    BatchShape in = shape.input();
    return new long[] {in.batch(), in.channels(), in.height() + padding, in.width() + padding};
  }

  private INDArray padded(INDArray input) {
    if (operation.padBefore() + operation.padAfter() == 0) {
      return input;
    }
    INDArray padded = Nd4j.zeros(paddedDimensions());
    int before = operation.padBefore();
    padded
        .get(
            all(),
            all(),
            interval(before, before + shape.input().height()),
            interval(before, before + shape.input().width()))
        .assign(input);
    return padded;
  }
}
