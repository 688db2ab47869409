package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Slot;

/** What the steps of a trunk see while it runs: memory for values, and this call's arguments. */
final class TrunkRun {
  private final Tensor[] tensors;
  private INDArray images;
  private INDArray features;
  private TrunkParameters parameters;
  private Seed seed;

  TrunkRun(Tensor[] tensors) {
    this.tensors = tensors;
  }

  /** Arguments of the next pass; images and seed stay from the forward to the backward pass. */
  void prepare(TrunkParameters newParameters, INDArray newFeatures) {
    parameters = newParameters;
    features = newFeatures;
  }

  void begin(INDArray newImages, Seed newSeed) {
    images = newImages;
    seed = newSeed;
  }

  Tensor tensor(Value value) {
    return tensors[value.id()];
  }

  INDArray images() {
    return images;
  }

  /** The caller's features in a forward pass, their gradient in a backward pass. */
  INDArray features() {
    return features;
  }

  INDArray parameter(String layer, String name) {
    return parameters.value(new Slot(layer, name));
  }

  INDArray gradient(String layer, String name) {
    return parameters.gradient(new Slot(layer, name));
  }

  Seed seed() {
    return seed;
  }
}
