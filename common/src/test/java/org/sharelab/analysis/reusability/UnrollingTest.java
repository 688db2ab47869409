package org.sharelab.analysis.reusability;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sharelab.model.Architecture;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;
import org.sharelab.model.Operation.Convolution;
import org.sharelab.model.ParameterSpec;
import org.sharelab.model.TokenOperation;
import org.sharelab.random.Seed;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.sharing.SharingPlan;
import org.sharelab.sharing.Slot;

/** The counts of random networks with skips and shared parameters, against walking all paths. */
class UnrollingTest {
  private static final int NETWORKS = 500;

  @Test
  void countsOfRandomConvolutionalNetworksAreThoseOfTheUnrolledNetwork() {
    assertThat(agree("convolutional", NETWORKS, UnrollingTest::randomConvolutional))
        .as("networks that share something")
        .isGreaterThan(NETWORKS / 4);
  }

  @Test
  void countsOfRandomTransformersAreThoseOfTheUnrolledNetwork() {
    agree("transformer", 60, UnrollingTest::randomTransformer);
  }

  private interface Draw {
    Architecture draw(RandomGenerator random);
  }

  /** Compares so many networks that are small enough to unroll; returns how many shared. */
  private static int agree(String purpose, int networks, Draw draw) {
    int sharing = 0;
    int compared = 0;
    for (long seed = 0; compared < networks; seed++) {
      RandomGenerator random = Seed.of(seed).derive(purpose).generator();
      Architecture architecture = draw.draw(random);
      SharingPlan plan = randomPlan(architecture, random);
      Map<String, String> owners = new HashMap<>();
      for (SharedTensor tensor : plan.tensors()) {
        tensor.uses().forEach(use -> owners.put(use.slot().toString(), tensor.id()));
      }
      Optional<Map<BigInteger, Long>> unrolled = HorizontalUnrolling.count(architecture, owners);
      if (unrolled.isPresent() && !unrolled.get().isEmpty()) {
        assertThat(Reusability.of(architecture).contexts(plan).multiplicities())
            .as("seed %d: %s with %s", seed, architecture, plan)
            .isEqualTo(unrolled.get());
        compared++;
        sharing += plan.tensors().isEmpty() ? 0 : 1;
      }
    }
    return sharing;
  }

  /** Tensors of one shape share in random groups. */
  private static SharingPlan randomPlan(Architecture architecture, RandomGenerator random) {
    Map<String, List<SharedTensor.Use>> groups = new LinkedHashMap<>();
    int position = 0;
    for (LayerSpec layer : architecture.layers()) {
      for (ParameterSpec parameter : layer.parameters()) {
        String id = parameter.shape() + "#" + random.nextInt(3);
        Slot slot = new Slot(layer.name(), parameter.name());
        if (random.nextBoolean()) {
          groups
              .computeIfAbsent(id, unseen -> new ArrayList<>())
              .add(new SharedTensor.Use(position++, slot));
        }
      }
    }
    List<SharedTensor> tensors = new ArrayList<>();
    groups.forEach(
        (id, uses) -> {
          if (uses.size() > 1) {
            tensors.add(new SharedTensor(id, "random", uses));
          }
        });
    return new SharingPlan(tensors);
  }

  private static Architecture randomConvolutional(RandomGenerator random) {
    FeatureShape input =
        new FeatureShape(1 + random.nextInt(2), 1 + random.nextInt(4), 1 + random.nextInt(4));
    Architecture.Builder net = Architecture.builder("random", input);
    List<String> before = new ArrayList<>(List.of(Architecture.INPUT));
    int layers = 2 + random.nextInt(5);
    for (int i = 0; i < layers; i++) {
      addRandomLayer(net, "layer" + i, before, random);
      before.add(net.last());
    }
    switch (random.nextInt(3)) {
      case 0 ->
          net.then("pool", new Operation.GlobalAveragePool())
              .then("classifier", new Operation.Dense(1 + random.nextInt(2), random.nextBoolean()));
      case 1 ->
          net.then("flatten", new Operation.Flatten())
              .then("classifier", new Operation.Dense(2, true));
      default -> {} // a feature map as output
    }
    return net.build();
  }

  private static void addRandomLayer(
      Architecture.Builder net, String name, List<String> before, RandomGenerator random) {
    FeatureShape shape = net.shapeOf(net.last());
    switch (random.nextInt(7)) {
      case 0 -> net.then(name, Operation.BatchNorm.STANDARD);
      case 1 -> net.then(name, new Operation.Activation(Operation.Activation.Function.RELU));
      case 2 -> {
        List<String> equal = before.stream().filter(l -> net.shapeOf(l).equals(shape)).toList();
        net.add(name, new Operation.Add(), net.last(), equal.get(random.nextInt(equal.size())));
      }
      case 3 -> {
        String features = net.last();
        net.then(name + ".pool", new Operation.GlobalAveragePool())
            .then(name + ".gate", Convolution.pointwise(shape.channels(), random.nextBoolean()))
            .add(name, new Operation.Scale(), features, name + ".gate");
      }
      case 4 -> {
        int kernel = 1 + random.nextInt(Math.min(shape.height(), shape.width()));
        net.then(name, new Operation.Pool(true, kernel, 1 + random.nextInt(2), kernel / 2));
      }
      default -> net.then(name, randomConvolution(shape, random));
    }
  }

  private static Convolution randomConvolution(FeatureShape shape, RandomGenerator random) {
    int kernel = 1 + random.nextInt(3);
    int least = Math.max(0, kernel - Math.min(shape.height(), shape.width()));
    int before = Math.max(least, random.nextInt(kernel));
    int groups = random.nextBoolean() ? shape.channels() : 1;
    int channels = groups * (1 + random.nextInt(2));
    return new Convolution(
        channels,
        kernel,
        1 + random.nextInt(3),
        before,
        random.nextInt(kernel),
        groups,
        random.nextBoolean());
  }

  private static Architecture randomTransformer(RandomGenerator random) {
    int heads = 1 + random.nextInt(2);
    int width = heads * (1 + random.nextInt(2));
    Architecture.Builder net =
        Architecture.builder("random", new FeatureShape(1, 2, 2))
            .then("patch", Convolution.patches(width, 1 + random.nextInt(2), true))
            .then("tokens", new TokenOperation.Tokens())
            .then("class-token", new TokenOperation.ClassToken())
            .then("position", new TokenOperation.PositionEmbedding());
    int blocks = 1 + random.nextInt(2);
    for (int i = 0; i < blocks; i++) {
      String block = "block" + i;
      String entry = net.last();
      net.then(block + ".norm", new TokenOperation.LayerNorm(1e-6))
          .then(block + ".qkv", Convolution.pointwise(3 * width, true))
          .then(block + ".attention", new TokenOperation.Attention(heads))
          .then(block + ".proj", Convolution.pointwise(width, random.nextBoolean()))
          .add(block + ".add", new Operation.Add(), net.last(), entry);
    }
    return net.then("select", new TokenOperation.SelectToken(random.nextInt(2)))
        .then("classifier", new Operation.Dense(1, true))
        .build();
  }
}
