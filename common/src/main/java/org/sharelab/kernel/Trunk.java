package org.sharelab.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.check.Checks;
import org.sharelab.model.Architecture;
import org.sharelab.model.LayerSpec;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Slot;

/**
 * A network from images to features, planned once for a batch size and then run many times:
 * primitives, layouts and memory are all decided at the start, and feature maps stay in the
 * kernels' own layout from the first layer to the last.
 *
 * <p>Memory is one block for all feature maps and gradients, of which those that are not needed at
 * the same time share their place, plus packed weights and workspaces; see {@link
 * #peakNativeBytes}. A trunk belongs to one thread at a time; trunks do not disturb one another.
 */
public final class Trunk implements AutoCloseable {
  private final Kernels kernels;
  private final TrunkProgram program;
  private final TrunkRun run;
  private final BatchShape images;
  private final BatchShape features;
  private boolean awaitsBackward;
  private TrunkClock clock;

  private Trunk(Kernels kernels, TrunkProgram program, BatchShape images, BatchShape features) {
    this.kernels = kernels;
    this.program = program;
    this.images = images;
    this.features = features;
    this.run = new TrunkRun(allocate(kernels, program));
  }

  /**
   * Plans a trunk.
   *
   * @param trunk all layers of which are run; its last layer gives the features
   * @param batch images per call, B
   * @param tensorOf names the tensor that a slot uses; a weight that several slots share is
   *     reordered once per pass. {@code Slot::toString} where nothing is shared
   * @throws org.sharelab.check.EnvironmentException if there is not enough memory
   */
  public static Trunk plan(
      KernelChoice choice,
      Architecture trunk,
      int batch,
      Mode mode,
      Function<Slot, String> tensorOf) {
    Kernels kernels = choice.open();
    try {
      TrunkProgram program = TrunkProgram.of(kernels, trunk, batch, mode, tensorOf);
      return new Trunk(
          kernels,
          program,
          new BatchShape(batch, trunk.input()),
          new BatchShape(batch, trunk.output()));
    } catch (RuntimeException e) {
      kernels.close();
      throw e;
    }
  }

  /**
   * Whether a trunk can run all layers of a network but the last, which then reads one cell of
   * features.
   */
  public static boolean coversFeatures(Architecture network) {
    List<LayerSpec> layers = network.layers();
    List<LayerSpec> features = layers.subList(0, layers.size() - 1);
    return features.stream().anyMatch(layer -> !layer.parameters().isEmpty())
        && isCut(layers, features.size())
        && features.get(features.size() - 1).outputShape().area() == 1;
  }

  /**
   * The longest beginning of a network without its last layer of which later layers read the last
   * layer only; the rest is the head.
   */
  public static Architecture prefix(Architecture network) {
    List<LayerSpec> layers = network.layers();
    int end = layers.size() - 1;
    while (end > 0 && !isCut(layers, end)) {
      end--;
    }
    Checks.valid(end > 0, "Invalid trunk: %s has no features", network.name());
    return new Architecture(network.name(), network.input(), layers.subList(0, end));
  }

  private static boolean isCut(List<LayerSpec> layers, int end) {
    String last = layers.get(end - 1).name();
    List<String> inside = layers.subList(0, end).stream().map(LayerSpec::name).toList();
    return layers.subList(end, layers.size()).stream()
        .flatMap(layer -> layer.inputs().stream())
        .noneMatch(
            input ->
                input.equals(Architecture.INPUT)
                    || (inside.contains(input) && !input.equals(last)));
  }

  private static Tensor[] allocate(Kernels kernels, TrunkProgram program) {
    List<Step> steps = new ArrayList<>(program.forward());
    steps.addAll(program.backward());
    TrunkBuffers buffers =
        TrunkBuffers.assign(
            steps, program.values(), value -> kernels.bytes(value.shape(), value.layout()));
    MemoryBlock memory = kernels.allocate(buffers.bytes());
    return program.values().stream()
        .map(value -> kernels.tensor(value.shape(), value.layout(), memory, buffers.offset(value)))
        .toArray(Tensor[]::new);
  }

  /** Shape of the images, B x C x H x W. */
  public BatchShape images() {
    return images;
  }

  /** Shape of the features, B x F x 1 x 1 after global pooling. */
  public BatchShape features() {
    return features;
  }

  /**
   * Computes features.
   *
   * @param batch images, plain float B x C x H x W; must stay unchanged until the backward pass
   * @param result receives the features, plain float of B * F scalars
   * @param seed of this pass's dropout masks; not used in evaluation
   */
  public void forward(INDArray batch, TrunkParameters parameters, INDArray result, Seed seed) {
    run.begin(batch, seed);
    run.prepare(parameters, result);
    run(program.loads());
    run(program.forward());
    awaitsBackward = program.mode() == Mode.TRAINING;
  }

  /**
   * Adds the gradients of all parameters, after a forward pass in training.
   *
   * @param gradient of the loss with respect to the features
   * @param parameters with the values of the forward pass
   */
  public void backward(INDArray gradient, TrunkParameters parameters) {
    if (!awaitsBackward) {
      throw new IllegalStateException("A backward pass needs a forward pass in training before it");
    }
    awaitsBackward = false;
    run.prepare(parameters, gradient);
    run(program.backward());
  }

  private void run(List<Step> steps) {
    if (clock == null) {
      steps.forEach(step -> step.action().run(run));
      return;
    }
    for (Step step : steps) {
      long start = System.nanoTime();
      step.action().run(run);
      clock.add(step.name(), System.nanoTime() - start);
    }
  }

  /** Lets a clock time every step from now on; null for none, which is faster. */
  void timedBy(TrunkClock newClock) {
    clock = newClock;
  }

  /** The kernels that run it, for provenance. */
  public String kernels() {
    return kernels.name();
  }

  /** The most native memory that this trunk ever had: feature maps, packed weights, workspaces. */
  public long peakNativeBytes() {
    return kernels.peakNativeBytes();
  }

  @Override
  public void close() {
    kernels.close();
  }
}
