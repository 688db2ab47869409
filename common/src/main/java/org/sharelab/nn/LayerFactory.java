package org.sharelab.nn;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;
import org.sharelab.model.ParameterSpec.Role;

/** The Deeplearning4j layer for each operation; weights start at zero until initialised. */
final class LayerFactory {
  private final ParameterUpdates updates;

  LayerFactory(ParameterUpdates updates) {
    this.updates = updates;
  }

  Layer layer(LayerSpec layer) {
    Operation operation = layer.operation();
    if (operation instanceof Operation.Convolution convolution) {
      return convolution(layer, convolution);
    }
    if (operation instanceof Operation.Dense dense) {
      return dense(layer, dense);
    }
    if (operation instanceof Operation.BatchNorm norm) {
      return batchNorm(layer, norm);
    }
    if (operation instanceof Operation.Activation activation) {
      return new ActivationLayer(function(activation.function()));
    }
    if (operation instanceof Operation.GlobalAveragePool) {
      return new GlobalPoolingLayer.Builder(PoolingType.AVG).collapseDimensions(false).build();
    }
    if (operation instanceof Operation.Pool pool) {
      return pool(pool);
    }
    if (operation instanceof Operation.Dropout dropout) {
      return new DropoutLayer(1 - dropout.rate());
    }
    throw new ValidationException(
        "Cannot train %s: no trainable layer for %s"
            .formatted(layer.name(), operation.getClass().getSimpleName()));
  }

  /** The last layer, with softmax and cross entropy. */
  Layer classifier(LayerSpec layer) {
    Operation.Dense dense = (Operation.Dense) layer.operation();
    return weighted(
        new ClassifierConf(
            new OutputLayer.Builder(new SoftmaxCrossEntropy())
                .nIn(layer.inputShapes().get(0).channels())
                .nOut(dense.units())
                .hasBias(dense.bias())
                .activation(Activation.SOFTMAX)
                .weightInit(WeightInit.ZERO)));
  }

  private Layer dense(LayerSpec layer, Operation.Dense dense) {
    return weighted(
        new DenseLayer.Builder()
            .nIn(layer.inputShapes().get(0).channels())
            .nOut(dense.units())
            .hasBias(dense.bias())
            .activation(Activation.IDENTITY)
            .weightInit(WeightInit.ZERO)
            .build());
  }

  private Layer convolution(LayerSpec layer, Operation.Convolution convolution) {
    FeatureShape input = layer.inputShapes().get(0);
    if (convolution.isDepthwise(input)) {
      return weighted(new DepthwiseConvolutionConf(depthwise(input, convolution)));
    }
    Checks.valid(
        convolution.groups() == 1,
        "Cannot train %s: a convolution in %d groups of %d channels (dense or depthwise ones)",
        layer.name(),
        convolution.groups(),
        input.channels() / convolution.groups());
    return weighted(
        new DenseConvolutionConf(
            new ConvolutionLayer.Builder(convolution.kernel(), convolution.kernel())
                .nIn(input.channels())
                .nOut(convolution.outChannels())
                .stride(convolution.stride(), convolution.stride())
                .padding(padding(convolution))
                .convolutionMode(ConvolutionMode.Truncate)
                .hasBias(convolution.bias())
                .activation(Activation.IDENTITY)
                .weightInit(WeightInit.ZERO)));
  }

  private static DepthwiseConvolutionConf.Builder depthwise(
      FeatureShape input, Operation.Convolution convolution) {
    return new DepthwiseConvolutionConf.Builder(convolution.kernel(), convolution.kernel())
        .nIn(input.channels())
        .nOut(input.channels())
        .depthMultiplier(1)
        .stride(convolution.stride(), convolution.stride())
        .padding(padding(convolution))
        .convolutionMode(ConvolutionMode.Truncate)
        .hasBias(convolution.bias())
        .activation(Activation.IDENTITY)
        .weightInit(WeightInit.ZERO);
  }

  /** Uneven padding is a layer of its own. */
  private static int[] padding(Operation.Convolution convolution) {
    int even = convolution.padBefore() == convolution.padAfter() ? convolution.padBefore() : 0;
    return new int[] {even, even};
  }

  private Layer batchNorm(LayerSpec layer, Operation.BatchNorm norm) {
    Checks.valid(
        updates.regularization(Role.NORM_SCALE).equals(updates.regularization(Role.NORM_SHIFT)),
        "Cannot train %s: its scale and shift are regularised differently",
        layer.name());
    ChannelBatchNormConf batchNorm =
        ChannelBatchNormConf.of(
            layer.inputShapes().get(0).channels(), norm.epsilon(), norm.momentum());
    batchNorm.setRegularization(updates.regularization(Role.NORM_SCALE));
    return batchNorm;
  }

  private static Layer pool(Operation.Pool pool) {
    return new SubsamplingLayer.Builder(pool.maximum() ? PoolingType.MAX : PoolingType.AVG)
        .kernelSize(pool.kernel(), pool.kernel())
        .stride(pool.stride(), pool.stride())
        .padding(pool.padding(), pool.padding())
        .convolutionMode(ConvolutionMode.Truncate)
        .build();
  }

  private static IActivation function(Operation.Activation.Function function) {
    return switch (function) {
      case RELU -> new ActivationReLU();
      case GELU -> new ErfGelu();
      case SILU -> new ActivationSwish();
      case SIGMOID -> new ActivationSigmoid();
    };
  }

  private Layer weighted(BaseLayer layer) {
    layer.setRegularization(updates.regularization(Role.WEIGHT));
    layer.setRegularizationBias(updates.regularization(Role.BIAS));
    return layer;
  }
}
