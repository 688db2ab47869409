package org.sharelab.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sharelab.check.Checks;
import org.sharelab.model.Architecture;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation;
import org.sharelab.model.ParameterSpec;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.Slot;
import org.sharelab.store.CompositeStoreSpec;
import org.sharelab.store.CornerStoreSpec;
import org.sharelab.store.HardStoreSpec;
import org.sharelab.store.StoreSpec;
import org.sharelab.store.StoredTensor;
import org.sharelab.store.TransformedStoreSpec;

/**
 * Makes trainable graphs from model designs: one vertex per layer of the architecture, under the
 * layer's name.
 *
 * <p>Input is B x C x H x W, output the class probabilities, B x classes; the loss is their cross
 * entropy with the labels. What the plan shares is borrowed from a store; a design that shares
 * nothing becomes a graph of plain layers.
 */
public final class NetworkBuilder {
  private NetworkBuilder() {}

  /** An initialised graph. */
  public static ComputationGraph build(ModelDesign design, NetworkOptions options) {
    ComputationGraph graph = new ComputationGraph(configuration(design, options));
    graph.init();
    NetworkParameters.of(graph, design.architecture())
        .initialize(options.initialization().seeded(options.seed().derive("init")));
    return graph;
  }

  /**
   * @throws org.sharelab.check.ValidationException if the architecture has a layer that cannot be
   *     trained here
   */
  public static ComputationGraphConfiguration configuration(
      ModelDesign design, NetworkOptions options) {
    if (options.engine() == Engine.TRUNK) {
      return TrunkWiring.configuration(design, options);
    }
    ComputationGraphConfiguration plain = plain(design.architecture(), options);
    return store(design, options)
        .map(store -> StoreWiring.share(plain, store, options.updates()))
        .orElse(plain);
  }

  /** The store that a design's plan asks for; empty if it shares nothing. */
  static Optional<StoreSpec> store(ModelDesign design, NetworkOptions options) {
    List<StoredTensor> hard = new ArrayList<>();
    List<StoredTensor> transformed = new ArrayList<>();
    List<CornerStoreSpec.Tensor> cornered = new ArrayList<>();
    for (SharedTensor tensor : design.plan().tensors()) {
      Map<Slot, List<Integer>> corners = design.corners(tensor);
      if (!corners.isEmpty()) {
        cornered.add(CornerStoreSpec.Tensor.of(stored(design, tensor), corners));
      } else {
        (design.isTransformed(tensor) ? transformed : hard).add(stored(design, tensor));
      }
    }
    List<StoreSpec> parts = new ArrayList<>();
    if (!hard.isEmpty()) {
      parts.add(new HardStoreSpec(hard));
    }
    if (!cornered.isEmpty()) {
      parts.add(new CornerStoreSpec(cornered));
    }
    if (!transformed.isEmpty()) {
      parts.add(
          new TransformedStoreSpec(
              transformed, design.transform(), options.seed().derive("permutation")));
    }
    return switch (parts.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(parts.get(0));
      default -> Optional.of(new CompositeStoreSpec(parts));
    };
  }

  private static StoredTensor stored(ModelDesign design, SharedTensor tensor) {
    List<Slot> uses = tensor.uses().stream().map(SharedTensor.Use::slot).toList();
    ParameterSpec parameter = design.stored(tensor);
    ParameterSpec named =
        new ParameterSpec(tensor.id(), parameter.shape(), parameter.role(), parameter.fanIn());
    if (parameter.isTrainable()) {
      return StoredTensor.trained(named, uses);
    }
    Operation operation = design.architecture().layer(uses.get(0).layer()).operation();
    return new StoredTensor(named, uses, ((Operation.BatchNorm) operation).momentum());
  }

  private static ComputationGraphConfiguration plain(
      Architecture architecture, NetworkOptions options) {
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(options.seed().derive("dropout").value())
            .dataType(options.dataType())
            .updater(options.updates().updater())
            .graphBuilder()
            .addInputs(Architecture.INPUT);
    LayerFactory factory = new LayerFactory(options.updates());
    List<LayerSpec> layers = architecture.layers();
    for (LayerSpec layer : layers.subList(0, layers.size() - 1)) {
      add(graph, layer, factory);
    }
    LayerSpec last = layers.get(layers.size() - 1);
    Checks.valid(
        last.operation() instanceof Operation.Dense,
        "Cannot train %s: its last layer, %s, is no dense layer",
        architecture.name(),
        last.name());
    graph.addLayer(last.name(), factory.classifier(last), inputs(last));
    FeatureShape input = architecture.input();
    return graph
        .setOutputs(last.name())
        .setInputTypes(InputType.convolutional(input.height(), input.width(), input.channels()))
        .build();
  }

  private static void add(
      ComputationGraphConfiguration.GraphBuilder graph, LayerSpec layer, LayerFactory factory) {
    if (layer.operation() instanceof Operation.Add) {
      graph.addVertex(layer.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs(layer));
    } else if (layer.operation() instanceof Operation.Flatten) {
      int[] features = {-1, layer.outputShape().channels(), 1, 1};
      graph.addVertex(layer.name(), new ReshapeVertex('c', features, null), inputs(layer));
    } else if (layer.operation() instanceof Operation.Scale) {
      graph.addVertex(layer.name(), new ChannelScaleVertexConf(), inputs(layer));
    } else if (layer.operation() instanceof Operation.Convolution convolution
        && convolution.padBefore() != convolution.padAfter()) {
      String padding = layer.name() + ".padding";
      int before = convolution.padBefore();
      int after = convolution.padAfter();
      graph.addLayer(padding, new ZeroPaddingLayer(before, after, before, after), inputs(layer));
      graph.addLayer(layer.name(), factory.layer(layer), padding);
    } else {
      graph.addLayer(layer.name(), factory.layer(layer), inputs(layer));
    }
  }

  private static String[] inputs(LayerSpec layer) {
    return layer.inputs().toArray(String[]::new);
  }
}
