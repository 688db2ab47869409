package org.sharelab.kernel;

import org.sharelab.check.ValidationException;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;
import org.sharelab.model.TokenOperation;

/** How one layer is written into a {@link TrunkProgram}. */
interface TrunkNode {

  /** Emits the steps that compute the layer's output, and defines it. */
  void forward(TrunkProgram program);

  /** Emits the steps from the gradient of the output to those of parameters and inputs. */
  void backward(TrunkProgram program);

  /** Whether a trunk can run it. */
  static boolean covers(Operation operation) {
    return !(operation instanceof Operation.Dense
        || operation instanceof Operation.Flatten
        || operation instanceof TokenOperation);
  }

  static TrunkNode of(LayerSpec layer) {
    Operation operation = layer.operation();
    if (operation instanceof Operation.Convolution convolution) {
      return new ConvolutionNode(layer, convolution);
    } else if (operation instanceof Operation.BatchNorm norm) {
      return new BatchNormNode(layer, norm);
    } else if (operation instanceof Operation.Activation activation) {
      return new ActivationNode(layer, activation);
    } else if (operation instanceof Operation.Add) {
      return new AddNode(layer);
    } else if (operation instanceof Operation.Scale) {
      return new ScaleNode(layer);
    } else if (operation instanceof Operation.GlobalAveragePool) {
      return new PoolNode(layer, PoolShape::global);
    } else if (operation instanceof Operation.Pool pool) {
      return new PoolNode(layer, input -> PoolShape.of(input, pool));
    } else if (operation instanceof Operation.Dropout dropout) {
      return new DropoutNode(layer, dropout);
    }
    throw new ValidationException(
        "Invalid layer of a trunk: %s, %s (convolution, norm, activation, sum, scale, pool, dropout)"
            .formatted(layer.name(), operation.getClass().getSimpleName()));
  }
}
