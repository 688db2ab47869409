package org.sharelab.kernel;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sharelab.model.Architecture;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;

/**
 * Which of its neighbours a norm computes too, so that what goes between them never goes through
 * memory: the activation before it, the sum after it, and the bias gradient of the convolution.
 */
final class NormFusion {
  private final Kernels kernels;
  private final Architecture trunk;
  private final int batch;
  private final Set<String> biasesDone = new HashSet<>();

  NormFusion(Kernels kernels, Architecture trunk, int batch) {
    this.kernels = kernels;
    this.trunk = trunk;
    this.batch = batch;
  }

  /** The layers that read what a layer gives. */
  private List<LayerSpec> readers(LayerSpec layer) {
    return trunk.layers().stream().filter(other -> other.inputs().contains(layer.name())).toList();
  }

  /**
   * The activation before a norm that becomes part of the norm's kernel: nothing else reads it, it
   * does not read the images, and there is such a kernel.
   */
  Optional<LayerSpec> absorbedActivation(LayerSpec norm) {
    return trunk
        .find(norm.inputs().get(0))
        .filter(layer -> layer.operation() instanceof Operation.Activation)
        .filter(layer -> readers(layer).size() == 1)
        .filter(layer -> !layer.inputs().contains(Architecture.INPUT))
        .filter(layer -> activationNorm(norm, layer).isPresent());
  }

  private Optional<BatchNormKernel> activationNorm(LayerSpec norm, LayerSpec activation) {
    return kernels.activationNorm(
        new BatchShape(batch, norm.outputShape()),
        ((Operation.Activation) activation.operation()).function(),
        ((Operation.BatchNorm) norm.operation()).epsilon());
  }

  /** Whether the kernel of the norm after an activation computes it too. */
  boolean isAbsorbed(LayerSpec activation) {
    return readers(activation).stream()
        .filter(reader -> reader.operation() instanceof Operation.BatchNorm)
        .anyMatch(reader -> absorbedActivation(reader).equals(Optional.of(activation)));
  }

  /** The kernel of a norm, with the activation that it absorbs. */
  BatchNormKernel normKernel(LayerSpec norm, Optional<LayerSpec> activation) {
    return activation
        .flatMap(absorbed -> activationNorm(norm, absorbed))
        .orElseGet(
            () ->
                kernels.batchNorm(
                    new BatchShape(batch, norm.outputShape()),
                    ((Operation.BatchNorm) norm.operation()).epsilon()));
  }

  /**
   * The sum after a norm that becomes part of the norm's kernel: nothing else reads the norm, and
   * the other of its two terms is there already.
   */
  Optional<LayerSpec> absorbedSum(LayerSpec norm, TrunkProgram program) {
    List<LayerSpec> readers = readers(norm);
    return readers.stream()
        .filter(reader -> readers.size() == 1 && reader.operation() instanceof Operation.Add)
        .filter(sum -> sum.inputs().size() == 2)
        .filter(sum -> sum.inputs().stream().filter(program::isDefined).count() == 1)
        .findFirst();
  }

  /**
   * The convolution of which a norm adds up the bias gradient: the only reader of what the
   * convolution gives is the norm, or the activation that the norm absorbed.
   */
  Optional<LayerSpec> absorbedBias(LayerSpec norm, String source) {
    Optional<LayerSpec> convolution =
        trunk
            .find(source)
            .filter(layer -> layer.operation() instanceof Operation.Convolution)
            .filter(layer -> ((Operation.Convolution) layer.operation()).bias())
            .filter(layer -> readers(layer).size() == 1);
    convolution.ifPresent(layer -> biasesDone.add(layer.name()));
    return convolution;
  }

  /** Whether a norm adds the gradient of a convolution's bias. */
  boolean isBiasDone(LayerSpec convolution) {
    return biasesDone.contains(convolution.name());
  }
}
