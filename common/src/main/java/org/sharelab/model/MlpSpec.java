package org.sharelab.model;

import static org.sharelab.model.Operation.Activation;
import static org.sharelab.model.Operation.Dense;
import static org.sharelab.model.Operation.Flatten;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.sharelab.sharing.Component;
import org.sharelab.sharing.Slot;

/**
 * A multilayer perceptron on the flattened image: depth hidden layers of one width, then a linear
 * classifier.
 *
 * <p>Hidden layers after the first have one shape, so they can share; position i of a component is
 * hidden layer i + 1.
 *
 * @param depth hidden layers
 * @param bias whether hidden layers have one; the classifier always has
 */
public record MlpSpec(
    FeatureShape input,
    int classes,
    int width,
    int depth,
    Activation.Function activation,
    boolean bias)
    implements ModelSpec {

  /** Names of the components, as experiment files spell them. */
  public static final String DENSE = "dense";

  public static final String DENSE_BIAS = "dense-bias";

  @Override
  public Architecture architecture() {
    Architecture.Builder net =
        Architecture.builder("mlp-%d-%d".formatted(width, depth), input)
            .then("flatten", new Flatten());
    for (int i = 0; i < depth; i++) {
      net.then(layer(i), new Dense(width, bias))
          .then("block" + i + ".activation", new Activation(activation));
    }
    return net.then("classifier", new Dense(classes, true)).build();
  }

  private static String layer(int index) {
    return "block" + index + ".dense";
  }

  @Override
  public List<Component> components() {
    List<Component> components = new ArrayList<>();
    if (depth > 1) {
      components.add(component(DENSE, "W"));
      if (bias) {
        components.add(component(DENSE_BIAS, "b"));
      }
    }
    return components;
  }

  private Component component(String name, String parameter) {
    return new Component(
        name,
        IntStream.range(1, depth).mapToObj(i -> List.of(new Slot(layer(i), parameter))).toList());
  }
}
