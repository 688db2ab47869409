package org.sharelab.nn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.sharelab.check.Checks;
import org.sharelab.kernel.Trunk;
import org.sharelab.model.Architecture;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.Slot;
import org.sharelab.store.StoreSpec;

/** Networks of two vertices: a trunk from the images to the features, and the classifier. */
final class TrunkWiring {
  /** Name of the vertex that holds the trunk. */
  static final String TRUNK = "trunk";

  private TrunkWiring() {}

  static ComputationGraphConfiguration configuration(ModelDesign design, NetworkOptions options) {
    Architecture network = design.architecture();
    Architecture trunk = Trunk.prefix(network);
    LayerSpec classifier = classifier(network, trunk);
    TrunkLayerConf layer = new TrunkLayerConf(plan(design, trunk, options));
    layer.setRegularization(options.updates().regularization());
    FeatureShape input = network.input();
    ComputationGraphConfiguration plain =
        new NeuralNetConfiguration.Builder()
            .seed(options.seed().derive("dropout").value())
            .dataType(options.dataType())
            .updater(options.updates().updater())
            .graphBuilder()
            .addInputs(Architecture.INPUT)
            .addLayer(TRUNK, layer, Architecture.INPUT)
            .addLayer(
                classifier.name(),
                new LayerFactory(options.updates()).classifier(classifier),
                TRUNK)
            .setOutputs(classifier.name())
            .setInputTypes(InputType.convolutional(input.height(), input.width(), input.channels()))
            .build();
    plain
        .getVertices()
        .computeIfPresent(
            TRUNK, (name, vertex) -> new TrunkVertexConf(((LayerVertex) vertex).getLayerConf()));
    Optional<StoreSpec> store = NetworkBuilder.store(design, options);
    return store
        .map(present -> StoreWiring.insert(plain, present, options.updates()))
        .orElse(plain);
  }

  private static LayerSpec classifier(Architecture network, Architecture trunk) {
    List<LayerSpec> layers = network.layers();
    LayerSpec last = layers.get(layers.size() - 1);
    Checks.valid(
        last.operation() instanceof Operation.Dense
            && trunk.layers().size() == layers.size() - 1
            && trunk.output().area() == 1,
        "Cannot train %s as a trunk: between the features and the classifier are other layers",
        network.name());
    return last;
  }

  private static TrunkPlan plan(ModelDesign design, Architecture trunk, NetworkOptions options) {
    Map<Slot, String> tensors = new HashMap<>();
    for (SharedTensor tensor : design.plan().tensors()) {
      boolean transformed = design.isTransformed(tensor);
      Set<Slot> corners = design.corners(tensor).keySet();
      for (SharedTensor.Use use : tensor.uses()) {
        boolean computed = transformed || corners.contains(use.slot());
        tensors.put(use.slot(), computed ? use.slot().toString() : tensor.id());
      }
    }
    return new TrunkPlan(
        trunk, tensors, options.updates().regularized(), options.seed().derive("dropout"));
  }
}
