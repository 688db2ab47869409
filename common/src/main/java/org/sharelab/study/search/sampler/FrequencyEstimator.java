package org.sharelab.study.search.sampler;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.sharelab.study.search.space.Choices;

/**
 * Frequencies of listed values, each counted once more than it was observed: a uniform prior that
 * weighs as much as one observation of each (Bergstra et al. 2011, section 4.2).
 */
final class FrequencyEstimator implements Estimator {
  private final Choices choices;
  private final double[] probabilities;

  FrequencyEstimator(Choices choices, List<Object> observed) {
    this.choices = choices;
    int size = choices.values().size();
    probabilities = new double[size];
    Arrays.fill(probabilities, 1);
    observed.forEach(value -> probabilities[choices.values().indexOf(value)]++);
    for (int i = 0; i < size; i++) {
      probabilities[i] /= observed.size() + (double) size;
    }
  }

  @Override
  public Object draw(RandomGenerator random) {
    double remaining = random.nextDouble();
    int i = 0;
    while (i < probabilities.length - 1 && remaining >= probabilities[i]) {
      remaining -= probabilities[i++];
    }
    return choices.values().get(i);
  }

  @Override
  public double logProbability(Object value) {
    return StrictMath.log(probabilities[choices.values().indexOf(value)]);
  }
}
