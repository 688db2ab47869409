package org.sharelab.analysis.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.analysis.gradient.GradientGroup.Member;
import org.sharelab.check.Checks;
import org.sharelab.store.ParameterStore;

/**
 * Gradients with respect to the coefficients of each use, from gradients with respect to its
 * weight.
 *
 * <p>For a weight sum_k alpha_k T_k the gradient of alpha_k through use l is {@code <T_k, g_l>},
 * where g_l is the gradient of the weight of l. That is linear in g_l, so with frozen tensors the
 * chain rule is applied once to the sums of a shard instead of once per batch; and it is taken for
 * one use at a time, so that two uses differ even where they have their coefficients in common (the
 * authors' code reads the shared gradient, which makes two such uses of one network equal).
 */
public final class CoefficientGradients {
  private CoefficientGradients() {}

  /**
   * The same shards in terms of coefficients, one vector per use.
   *
   * @param store in double precision with gradients attached ({@link
   *     org.sharelab.nn.StoreGradients#doubleCopy}), with the tensors that the gradients were
   *     measured at
   * @throws org.sharelab.check.ValidationException if a use has no coefficients
   */
  public static GroupGradients of(ParameterStore store, GroupGradients tensorGradients) {
    GradientGroup group = tensorGradients.group();
    store.spec().uses().forEach(store::materialize);
    GradientGroup coefficients =
        new GradientGroup(
            GradientKind.COEFFICIENT,
            group.id(),
            group.members().stream().map(member -> coefficients(store, member)).toList());
    return tensorGradients.map(shard -> chainRule(store, shard, coefficients));
  }

  private static Member coefficients(ParameterStore store, Member member) {
    List<String> names = store.spec().coefficients(member.slot());
    Checks.valid(
        !names.isEmpty(),
        "Cannot compare coefficients: %s has none (a transformed or mixed store)",
        member.slot());
    int size = names.stream().mapToInt(name -> (int) store.tensors().get(name).length()).sum();
    return new Member(member.use(), member.slot(), List.of(size));
  }

  private static ShardGradients chainRule(
      ParameterStore store, ShardGradients shard, GradientGroup coefficients) {
    List<double[]> gradients = new ArrayList<>();
    for (int i = 0; i < coefficients.members().size(); i++) {
      Member member = shard.group().members().get(i);
      long[] shape = member.shape().stream().mapToLong(Integer::longValue).toArray();
      store.clearGradient();
      try (INDArray weight = Nd4j.createFromArray(shard.sums().get(i))) {
        store.accumulate(member.slot(), weight.reshape(shape));
      }
      gradients.add(
          store.spec().coefficients(member.slot()).stream()
              .flatMapToDouble(
                  name -> DoubleStream.of(store.gradients().get(name).dup('c').data().asDouble()))
              .toArray());
    }
    return new ShardGradients(coefficients, shard.shard(), shard.examples(), gradients);
  }
}
