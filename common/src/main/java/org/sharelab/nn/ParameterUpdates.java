package org.sharelab.nn;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.sharelab.model.ParameterSpec.Role;

/**
 * How parameters are trained: one updater for all, and regularisation for those of some roles.
 *
 * @param updater with its learning rate or schedule
 * @param regularization applied to parameters whose role is in {@code regularized}
 */
public record ParameterUpdates(
    IUpdater updater, List<Regularization> regularization, Set<Role> regularized) {
  /** The usual choice for weight decay. */
  public static final Set<Role> WEIGHTS = Set.of(Role.WEIGHT);

  /** Decay on everything that a layer trains, as PyTorch's optimisers do by default. */
  public static final Set<Role> EVERYTHING =
      Set.of(Role.WEIGHT, Role.BIAS, Role.NORM_SCALE, Role.NORM_SHIFT);

  public ParameterUpdates {
    regularization = List.copyOf(regularization);
    regularized = regularized.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(regularized));
  }

  /** No regularisation. */
  public static ParameterUpdates plain(IUpdater updater) {
    return new ParameterUpdates(updater, List.of(), Set.of());
  }

  /**
   * Decoupled weight decay (AdamW): a step subtracts also learning rate * decay * parameter.
   *
   * @param decay 0 for none
   */
  public static ParameterUpdates decoupledDecay(IUpdater updater, double decay, Set<Role> roles) {
    return decay == 0
        ? plain(updater)
        : new ParameterUpdates(updater, List.of(new DecoupledDecay(decay)), roles);
  }

  /** Decay as part of the gradient, before the updater (SGD's weight decay in PyTorch). */
  public static ParameterUpdates gradientDecay(IUpdater updater, double decay, Set<Role> roles) {
    return decay == 0
        ? plain(updater)
        : new ParameterUpdates(updater, List.of(new L2Regularization(decay)), roles);
  }

  /** Regularisation of parameters of a role. */
  public List<Regularization> regularization(Role role) {
    return regularized.contains(role) ? regularization : List.of();
  }

  /** Updater of parameters of a role; running statistics are set, not trained. */
  public IUpdater updater(Role role) {
    return role.isTrainable() ? updater : new NoOp();
  }
}
