package org.sharelab.nn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.sharelab.kernel.Trunk;
import org.sharelab.model.Architecture;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.model.Operation;
import org.sharelab.model.ParameterSpec;
import org.sharelab.sharing.Slot;
import org.sharelab.store.CompositeStoreSpec;
import org.sharelab.store.HardStoreSpec;
import org.sharelab.store.StoreSpec;
import org.sharelab.store.StoredTensor;

/**
 * Makes trainable graphs whose whole trunk is one vertex, run by {@link Trunk}; the counterpart of
 * {@link NetworkBuilder} for where speed matters.
 *
 * <p>A store holds all parameters of the trunk, shared or not. The trunk's vertex has the name of
 * its last layer, so that the head reads it as it would without. Initial values are those of {@link
 * NetworkBuilder}.
 */
public final class TrunkNetworks {
  private TrunkNetworks() {}

  /** Whether a design can be built so: single precision, global pooling, an unshared head. */
  public static boolean covers(ModelDesign design, NetworkOptions options) {
    List<LayerSpec> layers = design.architecture().layers();
    boolean pooled =
        layers.stream().anyMatch(layer -> layer.operation() instanceof Operation.GlobalAveragePool);
    if (options.dataType() != DataType.FLOAT || !pooled) {
      return false;
    }
    Architecture trunk = trunk(design);
    boolean reachesHead =
        layers.subList(trunk.layers().size(), layers.size()).stream()
            .allMatch(
                layer ->
                    layer.operation() instanceof Operation.Dense
                        || layer.operation() instanceof Operation.Activation
                        || layer.operation() instanceof Operation.Dropout);
    return reachesHead
        && design.plan().tensors().stream()
            .flatMap(tensor -> tensor.uses().stream())
            .allMatch(use -> trunk.find(use.slot().layer()).isPresent());
  }

  /** An initialised graph; close it with {@link #close}. */
  public static ComputationGraph build(ModelDesign design, NetworkOptions options) {
    ComputationGraph graph = new ComputationGraph(configuration(design, options));
    graph.init();
    attach(graph);
    NetworkParameters.of(graph, design.architecture())
        .initialize(options.initialization().seeded(options.seed().derive("init")));
    return graph;
  }

  /** Gives the trunk of a graph that was built, cloned or restored its store. */
  public static ComputationGraph attach(ComputationGraph graph) {
    for (var layer : graph.getLayers()) {
      if (layer instanceof TrunkLayer trunk) {
        trunk.attach(graph);
      }
    }
    return graph;
  }

  /** Frees the native memory of the graph's trunk; the graph can be used again afterwards. */
  public static void close(ComputationGraph graph) {
    for (var layer : graph.getLayers()) {
      if (layer instanceof TrunkLayer trunk) {
        trunk.close();
      }
    }
  }

  /** The most native memory that the graph's trunk had at one time; 0 if it has none. */
  public static long peakNativeBytes(ComputationGraph graph) {
    long bytes = 0;
    for (var layer : graph.getLayers()) {
      bytes += layer instanceof TrunkLayer trunk ? trunk.peakNativeBytes() : 0;
    }
    return bytes;
  }

  static ComputationGraphConfiguration configuration(ModelDesign design, NetworkOptions options) {
    Architecture architecture = design.architecture();
    Architecture trunk = trunk(design);
    List<LayerSpec> layers = architecture.layers();
    LayerSpec end = trunk.layers().get(trunk.layers().size() - 1);
    FeatureShape input = architecture.input();
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(options.seed().derive("dropout").value())
            .dataType(options.dataType())
            .updater(options.updates().updater())
            .graphBuilder()
            .addInputs(Architecture.INPUT)
            .addLayer(
                StoreWiring.STORE,
                StoreWiring.layer(store(design, trunk, options), options.updates()),
                Architecture.INPUT)
            .addLayer(
                end.name(),
                TrunkLayerConf.of(
                    StoreWiring.STORE, trunk, options.seed().derive("dropout").value()),
                StoreWiring.STORE);
    LayerFactory factory = new LayerFactory(options.updates());
    for (LayerSpec layer : layers.subList(trunk.layers().size(), layers.size() - 1)) {
      graph.addLayer(layer.name(), factory.layer(layer), layer.inputs().toArray(String[]::new));
    }
    LayerSpec last = layers.get(layers.size() - 1);
    return graph
        .addLayer(last.name(), factory.classifier(last), last.inputs().toArray(String[]::new))
        .setOutputs(last.name())
        .setInputTypes(InputType.convolutional(input.height(), input.width(), input.channels()))
        .build();
  }

  /** All layers up to the last global pooling; what follows are vectors. */
  private static Architecture trunk(ModelDesign design) {
    Architecture prefix = Trunk.prefix(design.architecture());
    int end = prefix.layers().size();
    while (end > 1
        && !(prefix.layers().get(end - 1).operation() instanceof Operation.GlobalAveragePool)) {
      end--;
    }
    return new Architecture(prefix.name(), prefix.input(), prefix.layers().subList(0, end));
  }

  /** The plan's store with a tensor of its own for every slot of the trunk that shares none. */
  private static StoreSpec store(ModelDesign design, Architecture trunk, NetworkOptions options) {
    List<StoreSpec> parts = new ArrayList<>();
    NetworkBuilder.store(design, options).ifPresent(parts::add);
    List<StoredTensor> own = new ArrayList<>();
    for (LayerSpec layer : trunk.layers()) {
      for (ParameterSpec parameter : layer.parameters()) {
        Slot slot = new Slot(layer.name(), parameter.name());
        if (design.plan().groupOf(slot).isEmpty()) {
          own.add(NetworkBuilder.stored(design, slot.toString(), List.of(slot)));
        }
      }
    }
    if (!own.isEmpty()) {
      // What one updater moves lies together, so that it is updated by one call.
      own.sort(Comparator.comparing(tensor -> !tensor.parameter().isTrainable()));
      parts.add(new HardStoreSpec(own));
    }
    return parts.size() == 1 ? parts.get(0) : new CompositeStoreSpec(parts);
  }
}
