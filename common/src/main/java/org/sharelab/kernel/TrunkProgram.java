package org.sharelab.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sharelab.model.Architecture;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;
import org.sharelab.sharing.Slot;

/**
 * A trunk as a list of steps over values: first those of the forward pass, then, for training,
 * those of the backward pass. {@link TrunkNode}s write it.
 */
final class TrunkProgram {
  private final Kernels kernels;
  private final Architecture trunk;
  private final int batch;
  private final Mode mode;

  private final List<Value> values = new ArrayList<>();
  private final List<Step> forward = new ArrayList<>();
  private final List<Step> backward = new ArrayList<>();
  private final Map<String, Value> outputs = new HashMap<>();
  private final Map<String, Value> recomputed = new HashMap<>();
  private final Map<String, Value> gradients = new HashMap<>();
  private final Map<CopyKey, Value> copies = new HashMap<>();
  private final PackedWeights weights;
  private final NormFusion fusion;
  private PlainTensor images;
  private boolean inBackward;

  private record CopyKey(Value value, Layout layout) {}

  private TrunkProgram(
      Kernels kernels, Architecture trunk, int batch, Mode mode, Function<Slot, String> tensorOf) {
    this.kernels = kernels;
    this.trunk = trunk;
    this.batch = batch;
    this.mode = mode;
    this.weights = new PackedWeights(tensorOf);
    this.fusion = new NormFusion(kernels, trunk, batch);
  }

  static TrunkProgram of(
      Kernels kernels, Architecture trunk, int batch, Mode mode, Function<Slot, String> tensorOf) {
    TrunkProgram program = new TrunkProgram(kernels, trunk, batch, mode, tensorOf);
    program.write();
    return program;
  }

  private void write() {
    List<TrunkNode> nodes = new ArrayList<>();
    String last = trunk.layers().get(trunk.layers().size() - 1).name();
    enter();
    for (LayerSpec layer : trunk.layers()) {
      TrunkNode node = TrunkNode.of(layer, this);
      node.forward(this);
      nodes.add(node);
    }
    Value features = output(last);
    emit("features", List.of(features), run -> run.tensor(features).store(run.features()));
    if (mode == Mode.TRAINING) {
      inBackward = true;
      Value gradient = value(features.shape(), features.layout());
      emit(
          "features backward",
          List.of(),
          gradient,
          run -> run.tensor(gradient).load(run.features()));
      gradients.put(last, gradient);
      for (int i = nodes.size() - 1; i >= 0; i--) {
        nodes.get(i).backward(this);
      }
    }
  }

  /** Convolutions and vectors are made of images as they come; others need the native layout. */
  private void enter() {
    BatchShape shape = new BatchShape(batch, trunk.input());
    images = kernels.plain(shape);
    boolean others =
        trunk.layers().stream()
            .filter(layer -> layer.inputs().contains(Architecture.INPUT))
            .anyMatch(
                layer ->
                    !(layer.operation() instanceof Operation.Convolution
                        || layer.operation() instanceof Operation.Flatten));
    if (others) {
      Value copy = value(shape);
      outputs.put(Architecture.INPUT, copy);
      emit("input", List.of(), copy, run -> run.tensor(copy).load(run.images()));
    }
  }

  Kernels kernels() {
    return kernels;
  }

  Mode mode() {
    return mode;
  }

  List<Value> values() {
    return values;
  }

  List<Step> forward() {
    return forward;
  }

  List<Step> backward() {
    return backward;
  }

  /** Reorders every distinct weight once; runs before the forward steps. */
  List<Step> loads() {
    return weights.loads();
  }

  /** The images in plain layout, for layers that read them so. */
  PlainTensor images() {
    return images;
  }

  /** Whether a layer's input is the images in plain layout. */
  boolean readsImages(LayerSpec layer) {
    return layer.inputs().contains(Architecture.INPUT) && !outputs.containsKey(Architecture.INPUT);
  }

  BatchShape shape(LayerSpec layer) {
    return new BatchShape(batch, layer.outputShape());
  }

  BatchShape inputShape(LayerSpec layer, int input) {
    return new BatchShape(batch, layer.inputShapes().get(input));
  }

  /** In native layout. */
  Value value(BatchShape shape) {
    return value(shape, Layout.NATIVE);
  }

  Value value(BatchShape shape, Layout layout) {
    Value value = new Value(values.size(), shape, layout);
    values.add(value);
    return value;
  }

  void define(String layer, Value value) {
    outputs.put(layer, value);
  }

  /**
   * What a layer gave. In the backward pass an activation is computed again from its input, so that
   * only the input is kept.
   */
  Value output(String layer) {
    if (!inBackward) {
      return outputs.get(layer);
    }
    LayerSpec spec = trunk.find(layer).orElse(null);
    if (spec == null || !(spec.operation() instanceof Operation.Activation activation)) {
      return outputs.get(layer);
    }
    Value known = recomputed.get(layer);
    if (known == null) {
      known = activate(spec, activation);
      recomputed.put(layer, known);
    }
    return known;
  }

  /** What a layer gave, in this layout: copied, once, where it is in another. */
  Value output(String layer, Layout layout) {
    Value value = output(layer);
    if (value.layout() == layout) {
      return value;
    }
    CopyKey key = new CopyKey(value, layout);
    Value known = copies.get(key);
    if (known == null) {
      known = reorder(layer + " (" + layout + ")", value, value.shape(), layout);
      copies.put(key, known);
    }
    return known;
  }

  /** Writes a change of layout; the new shape has the same scalars in that layout. */
  Value reorder(String name, Value from, BatchShape shape, Layout layout) {
    Value to = value(shape, layout);
    boolean isNative = layout == Layout.NATIVE;
    ReorderKernel kernel = kernels.reorder(isNative ? shape : from.shape(), from.layout(), layout);
    emit(name, List.of(from), to, run -> kernel.run(run.tensor(from), run.tensor(to)));
    return to;
  }

  /** Writes the step of an activation. */
  Value activate(LayerSpec layer, Operation.Activation activation) {
    Value x = output(layer.inputs().get(0));
    Value y = value(x.shape(), x.layout());
    ActivationKernel kernel = kernels.activation(x.shape(), x.layout(), activation.function());
    emitInPlace(
        layer.name(),
        List.of(x),
        y,
        List.of(x),
        run -> kernel.forward(run.tensor(x), run.tensor(y)));
    return y;
  }

  /** What norms compute besides themselves. */
  NormFusion fusion() {
    return fusion;
  }

  /** Whether what a layer gave lies in rows, so that what follows may stay there. */
  boolean isRows(String layer) {
    Value value = outputs.get(layer);
    return value != null && value.layout() == Layout.ROWS;
  }

  boolean isDefined(String layer) {
    return outputs.containsKey(layer);
  }

  /** The gradient with respect to a layer's output, to which all its readers have contributed. */
  Value gradient(LayerSpec layer) {
    return gradients.get(layer.name());
  }

  boolean needsGradient(String layer) {
    return !layer.equals(Architecture.INPUT);
  }

  /** The gradient with respect to a layer's output without later contributions; null if none. */
  Value gradientSoFar(String layer) {
    return gradients.get(layer);
  }

  /** Says where the gradient is after a contribution that was added to it. */
  void replaceGradient(String layer, Value sum) {
    gradients.put(layer, sum);
  }

  /** Adds to the gradient with respect to a layer's output, which has its layout. */
  void contribute(String layer, Value contribution) {
    Value output = outputs.get(layer);
    Value part =
        output == null || output.layout() == contribution.layout()
            ? contribution
            : reorder(layer + " gradient", contribution, output.shape(), output.layout());
    Value sum = gradients.get(layer);
    if (sum == null) {
      gradients.put(layer, part);
      return;
    }
    Value total = value(part.shape(), part.layout());
    PointwiseKernel kernel = kernels.pointwise(part.shape(), part.layout());
    emitInPlace(
        layer + " gradient",
        List.of(part, sum),
        total,
        List.of(part, sum),
        run -> kernel.add(run.tensor(part), run.tensor(sum), run.tensor(total)));
    gradients.put(layer, total);
  }

  /** The packed weights of convolutions. */
  PackedWeights weights() {
    return weights;
  }

  void emit(String name, List<Value> reads, Step.Action action) {
    emitInPlace(name, reads, null, List.of(), action);
  }

  void emit(String name, List<Value> reads, Value write, Step.Action action) {
    emitInPlace(name, reads, write, List.of(), action);
  }

  void emitInPlace(
      String name, List<Value> reads, Value write, List<Value> overwritable, Step.Action action) {
    String label = inBackward ? name + " (backward)" : name;
    (inBackward ? backward : forward).add(new Step(label, reads, write, overwritable, action));
  }
}
