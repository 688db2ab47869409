package org.sharelab.store;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.random.Permutation;
import org.sharelab.random.Seed;

/** What one use does to the shared tensor, and the chain rule through it. */
sealed interface UseTransform {

  /** Writes the weight of the use. */
  void apply(Map<String, INDArray> tensors, String tensor, INDArray weight);

  /** Adds to the gradients of the tensors what the gradient of the use's weight makes of them. */
  void backward(
      Map<String, INDArray> tensors,
      String tensor,
      INDArray gradient,
      Map<String, INDArray> gradients);

  /** w = a T, where a is one scalar or one per channel. */
  record Scaled(String coefficient, int channelAxis) implements UseTransform {

    @Override
    public void apply(Map<String, INDArray> tensors, String tensor, INDArray weight) {
      INDArray base = tensors.get(tensor);
      base.mul(aligned(tensors.get(coefficient), base), weight);
    }

    @Override
    public void backward(
        Map<String, INDArray> tensors,
        String tensor,
        INDArray gradient,
        Map<String, INDArray> gradients) {
      INDArray base = tensors.get(tensor);
      INDArray scale = tensors.get(coefficient);
      gradients.get(tensor).addi(gradient.mul(aligned(scale, base)));
      INDArray products = gradient.mul(base);
      INDArray sums = scale.length() == 1 ? products.sum() : products.sum(otherAxes(base));
      gradients.get(coefficient).addi(sums.reshape(scale.shape()));
    }

    /** The coefficients with an axis of length 1 for each axis of the tensor but the channels'. */
    private INDArray aligned(INDArray scale, INDArray base) {
      long[] shape = new long[base.rank()];
      Arrays.fill(shape, 1);
      shape[channelAxis] = scale.length();
      return scale.reshape(shape);
    }

    private int[] otherAxes(INDArray base) {
      return IntStream.range(0, base.rank()).filter(axis -> axis != channelAxis).toArray();
    }
  }

  /** w[c] = T[order[c]] along the channel axis. */
  record Permuted(INDArray order, INDArray inverse, int channelAxis) implements UseTransform {

    static Permuted random(int channels, int channelAxis, Seed seed) {
      int[] order = Permutation.of(channels, seed);
      int[] inverse = new int[channels];
      for (int i = 0; i < channels; i++) {
        inverse[order[i]] = i;
      }
      return new Permuted(Nd4j.createFromArray(order), Nd4j.createFromArray(inverse), channelAxis);
    }

    @Override
    public void apply(Map<String, INDArray> tensors, String tensor, INDArray weight) {
      gather(tensors.get(tensor), order, weight);
    }

    @Override
    public void backward(
        Map<String, INDArray> tensors,
        String tensor,
        INDArray gradient,
        Map<String, INDArray> gradients) {
      INDArray restored = Nd4j.createUninitialized(gradient.dataType(), gradient.shape());
      gather(gradient, inverse, restored);
      gradients.get(tensor).addi(restored);
    }

    private void gather(INDArray source, INDArray indices, INDArray target) {
      Nd4j.exec(
          DynamicCustomOp.builder("gather")
              .addInputs(source, indices)
              .addIntegerArguments(channelAxis)
              .addOutputs(target)
              .build());
    }
  }

  /** w = T. */
  record Identity() implements UseTransform {

    @Override
    public void apply(Map<String, INDArray> tensors, String tensor, INDArray weight) {
      weight.assign(tensors.get(tensor));
    }

    @Override
    public void backward(
        Map<String, INDArray> tensors,
        String tensor,
        INDArray gradient,
        Map<String, INDArray> gradients) {
      gradients.get(tensor).addi(gradient);
    }
  }
}
