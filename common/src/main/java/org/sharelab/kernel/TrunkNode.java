package org.sharelab.kernel;

import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;
import org.sharelab.model.TokenOperation;

/** How one layer is written into a {@link TrunkProgram}. */
interface TrunkNode {

  /** Emits the steps that compute the layer's output, and defines it. */
  void forward(TrunkProgram program);

  /** Emits the steps from the gradient of the output to those of parameters and inputs. */
  void backward(TrunkProgram program);

  /**
   * @param program in which the layers before this one are written
   */
  static TrunkNode of(LayerSpec layer, TrunkProgram program) {
    Operation operation = layer.operation();
    if (operation instanceof Operation.Convolution convolution) {
      return isTokenwise(convolution) && program.isRows(layer.source())
          ? DenseNode.ofTokens(layer, convolution)
          : new ConvolutionNode(layer, convolution);
    } else if (operation instanceof Operation.Dense dense) {
      return DenseNode.ofExamples(layer, dense);
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
    } else if (operation instanceof Operation.Flatten) {
      return new ReshapeNode(layer, Layout.PLAIN);
    } else if (operation instanceof TokenOperation tokens) {
      return of(layer, tokens);
    }
    throw new IllegalArgumentException("No node for " + operation);
  }

  private static TrunkNode of(LayerSpec layer, TokenOperation operation) {
    if (operation instanceof TokenOperation.Tokens) {
      return new ReshapeNode(layer, Layout.ROWS);
    } else if (operation instanceof TokenOperation.ClassToken) {
      return new ClassTokenNode(layer);
    } else if (operation instanceof TokenOperation.PositionEmbedding) {
      return new PositionNode(layer);
    } else if (operation instanceof TokenOperation.LayerNorm norm) {
      return new LayerNormNode(layer, norm);
    } else if (operation instanceof TokenOperation.Attention attention) {
      return new AttentionNode(layer, attention);
    } else if (operation instanceof TokenOperation.SelectToken select) {
      return new SelectTokenNode(layer, select);
    }
    throw new IllegalArgumentException("No node for " + operation);
  }

  /** Whether a convolution maps every cell alike, so that cells may lie row by row. */
  private static boolean isTokenwise(Operation.Convolution convolution) {
    return convolution.kernel() == 1
        && convolution.stride() == 1
        && convolution.groups() == 1
        && convolution.padBefore() + convolution.padAfter() == 0;
  }
}
