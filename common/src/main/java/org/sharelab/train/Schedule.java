package org.sharelab.train;

import java.io.Serializable;
import java.util.List;
import org.sharelab.config.Section;

/**
 * How the learning rate changes over training, as a factor on the base rate.
 *
 * <p>Steps count from 0; {@code total} is the number of steps of the whole training.
 */
public sealed interface Schedule extends Serializable {

  /** Factor for a step, 0..1. */
  double factor(long step, long total);

  /** The base rate throughout. */
  record Constant() implements Schedule {
    @Override
    public double factor(long step, long total) {
      return 1;
    }
  }

  /** Half a cosine from 1 at the first step towards 0 after the last. */
  record Cosine() implements Schedule {
    @Override
    public double factor(long step, long total) {
      return 0.5 * (1 + Math.cos(Math.PI * step / total));
    }
  }

  /**
   * Piecewise linear through (0, 0), (peakAt, 1), (lowAt, low), (1, 0) in the fraction (step + 1) /
   * total of training; SPIN's released configuration calls this one-cycle.
   */
  record OneCycle(double peakAt, double lowAt, double low) implements Schedule {
    @Override
    public double factor(long step, long total) {
      double t = (step + 1) / (double) total;
      if (t <= peakAt) {
        return t / peakAt;
      }
      if (t <= lowAt) {
        return 1 + (low - 1) * (t - peakAt) / (lowAt - peakAt);
      }
      return low * (1 - t) / (1 - lowAt);
    }
  }

  /** Multiplies by {@code factor} at each milestone, given in epochs. */
  record Step(List<Double> milestones, double factor, int epochs) implements Schedule {
    public Step {
      milestones = List.copyOf(milestones);
    }

    @Override
    public double factor(long step, long total) {
      double epoch = (double) step * epochs / total;
      long passed = milestones.stream().filter(milestone -> epoch >= milestone).count();
      return Math.pow(factor, passed);
    }
  }

  /** Rises linearly over the first epochs, then follows another schedule over the rest. */
  record WarmUp(double warmUpEpochs, int epochs, Schedule then) implements Schedule {
    @Override
    public double factor(long step, long total) {
      long warm = Math.round(warmUpEpochs * total / epochs);
      return step < warm
          ? (step + 1) / (double) (warm + 1)
          : then.factor(step - warm, total - warm);
    }
  }

  /** The names in experiment files. */
  enum Kind {
    CONSTANT,
    COSINE,
    ONE_CYCLE,
    STEP
  }

  /** Reads {@code training.schedule} for a training of this many epochs. */
  static Schedule read(Section section, int epochs) {
    Schedule main =
        switch (section.choice("name", Kind.class, Kind.COSINE)) {
          case CONSTANT -> new Constant();
          case COSINE -> new Cosine();
          case ONE_CYCLE -> readOneCycle(section);
          case STEP -> readStep(section, epochs);
        };
    double warmUp = section.number("warm-up-epochs", 0, 0, epochs);
    return warmUp > 0 ? new WarmUp(warmUp, epochs, main) : main;
  }

  private static OneCycle readOneCycle(Section section) {
    double peakAt = section.number("peak-at", 0.4, 1e-6, 1 - 1e-6);
    double lowAt = section.number("low-at", 0.8, 1e-6, 1 - 1e-6);
    if (lowAt <= peakAt) {
      throw section.invalid("low-at", "greater than peak-at, " + peakAt);
    }
    return new OneCycle(peakAt, lowAt, section.number("low", 0.05, 0, 1));
  }

  private static Step readStep(Section section, int epochs) {
    List<Double> milestones =
        section.numbers("milestones", List.of(0.3 * epochs, 0.6 * epochs, 0.8 * epochs));
    boolean ascending =
        java.util.stream.IntStream.range(1, milestones.size())
            .allMatch(i -> milestones.get(i) > milestones.get(i - 1));
    if (!ascending) {
      throw section.invalid("milestones", "epochs in ascending order");
    }
    return new Step(milestones, section.number("factor", 0.2, 1e-9, 1), epochs);
  }
}
