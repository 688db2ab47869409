package org.sharelab.train;

import java.io.Serializable;
import org.sharelab.config.Section;

/** The optimiser of a trial and its constants; the learning rate is multiplied by the schedule. */
public sealed interface Optimizer extends Serializable {

  /** The base learning rate. */
  double learningRate();

  /** Decoupled for AdamW, added to the gradient for SGD. */
  double weightDecay();

  /** Which tensors decay. */
  Decay decay();

  /** Which tensors decay. */
  enum Decay {
    /** Weights of convolutions and matrix products only. */
    WEIGHTS,
    /** Biases and norms too. */
    ALL
  }

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter, 2019): theta -= eta_t (m / (sqrt(v) +
   * eps) + lambda theta), with the bias corrections of Adam.
   */
  record AdamW(
      double learningRate,
      double weightDecay,
      Decay decay,
      double beta1,
      double beta2,
      double epsilon)
      implements Optimizer {}

  /** Stochastic gradient descent with Nesterov momentum; momentum 0 is plain descent. */
  record Sgd(double learningRate, double weightDecay, Decay decay, double momentum)
      implements Optimizer {}

  /** Reads {@code training.optimizer}. */
  static Optimizer read(Section section) {
    Kind kind = section.choice("name", Kind.class, Kind.ADAMW);
    double fallbackRate = kind == Kind.ADAMW ? 0.01 : 0.1;
    double rate = section.positive("learning-rate", fallbackRate);
    double fallbackDecay = kind == Kind.ADAMW ? 2e-5 : 5e-4;
    double weightDecay = section.number("weight-decay", fallbackDecay, 0, 1);
    Decay decay = section.choice("decay", Decay.class, Decay.WEIGHTS);
    return switch (kind) {
      case ADAMW ->
          new AdamW(
              rate,
              weightDecay,
              decay,
              section.number("beta1", 0.9, 0, 0.999999),
              section.number("beta2", 0.999, 0, 0.999999999),
              section.positive("epsilon", 1e-8));
      case SGD -> new Sgd(rate, weightDecay, decay, section.number("momentum", 0.9, 0, 0.999999));
    };
  }

  /** The names in experiment files. */
  enum Kind {
    ADAMW,
    SGD
  }
}
