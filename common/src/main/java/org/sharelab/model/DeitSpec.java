package org.sharelab.model;

import static org.sharelab.model.Operation.Activation;
import static org.sharelab.model.Operation.Add;
import static org.sharelab.model.Operation.Convolution;
import static org.sharelab.model.Operation.Dense;
import static org.sharelab.model.TokenOperation.Attention;
import static org.sharelab.model.TokenOperation.ClassToken;
import static org.sharelab.model.TokenOperation.LayerNorm;
import static org.sharelab.model.TokenOperation.PositionEmbedding;
import static org.sharelab.model.TokenOperation.SelectToken;
import static org.sharelab.model.TokenOperation.Tokens;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.sharelab.check.Checks;
import org.sharelab.sharing.Component;
import org.sharelab.sharing.Slot;

/**
 * DeiT, a vision transformer (Touvron et al., "Training data-efficient image transformers", 2021),
 * without distillation token, dropout and stochastic depth.
 *
 * <p>Patch embedding, class token, position embedding, then depth blocks of pre-normalised
 * self-attention and a two-layer perceptron, both residual, a last layer norm and a linear
 * classifier on the class token.
 *
 * @param width features of a token, D
 * @param depth blocks, L
 * @param heads attention heads; must divide the width
 * @param mlpRatio hidden features of the perceptron per feature of a token
 * @param patchSize side of a patch, P; must divide the image's height and width
 */
public record DeitSpec(
    FeatureShape input, int classes, int width, int depth, int heads, int mlpRatio, int patchSize)
    implements ModelSpec {
  private static final LayerNorm NORM = new LayerNorm(1e-6);
  private static final List<String> LINEAR_LAYERS = List.of("qkv", "proj", "fc1", "fc2");

  /** Component of both layer norms of a block. */
  public static final String LAYER_NORM = "layer-norm";

  public DeitSpec {
    Checks.valid(
        input.height() % patchSize == 0 && input.width() % patchSize == 0,
        "Invalid model.patch-size: %d (a divisor of the image size, %dx%d)",
        patchSize,
        input.height(),
        input.width());
    Checks.valid(
        width % heads == 0, "Invalid model.heads: %d (a divisor of the width, %d)", heads, width);
  }

  @Override
  public Architecture architecture() {
    Architecture.Builder net =
        Architecture.builder("deit-%d-%d".formatted(width, depth), input)
            .then("patch", Convolution.patches(width, patchSize, true))
            .then("tokens", new Tokens())
            .then("class-token", new ClassToken())
            .then("position", new PositionEmbedding());
    for (int i = 0; i < depth; i++) {
      addBlock(net, "block" + i);
    }
    return net.then("norm", NORM)
        .then("select", new SelectToken(0))
        .then("classifier", new Dense(classes, true))
        .build();
  }

  private void addBlock(Architecture.Builder net, String block) {
    String entry = net.last();
    net.then(block + ".norm1", NORM)
        .then(block + ".qkv", Convolution.pointwise(3 * width, true))
        .then(block + ".attention", new Attention(heads))
        .then(block + ".proj", Convolution.pointwise(width, true))
        .add(block + ".attention.add", new Add(), net.last(), entry);
    String middle = net.last();
    net.then(block + ".norm2", NORM)
        .then(block + ".fc1", Convolution.pointwise(mlpRatio * width, true))
        .then(block + ".activation", new Activation(Activation.Function.GELU))
        .then(block + ".fc2", Convolution.pointwise(width, true))
        .add(block + ".mlp.add", new Add(), net.last(), middle);
  }

  /** {@code qkv}, {@code qkv-bias}, {@code proj}, ..., {@code fc2-bias} and {@code layer-norm}. */
  @Override
  public List<Component> components() {
    List<Component> components = new ArrayList<>();
    for (String layer : LINEAR_LAYERS) {
      components.add(component(layer, new Slot(layer, "W")));
      components.add(component(layer + "-bias", new Slot(layer, "b")));
    }
    components.add(
        component(
            LAYER_NORM,
            new Slot("norm1", "gamma"),
            new Slot("norm1", "beta"),
            new Slot("norm2", "gamma"),
            new Slot("norm2", "beta")));
    return components;
  }

  private Component component(String name, Slot... inBlock) {
    return new Component(
        name,
        IntStream.range(0, depth).mapToObj(i -> slotsOf("block" + i + ".", inBlock)).toList());
  }

  private static List<Slot> slotsOf(String block, Slot... inBlock) {
    return List.of(inBlock).stream()
        .map(slot -> new Slot(block + slot.layer(), slot.parameter()))
        .toList();
  }
}
