package org.sharelab.study.search.sampler;

import java.util.List;
import java.util.random.RandomGenerator;
import org.sharelab.study.search.space.Choices;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Range;

/** A probability distribution over the values of one dimension, estimated from some of them. */
interface Estimator {

  /** A random value of the dimension. */
  Object draw(RandomGenerator random);

  /** Logarithm of the probability of a value, or of its density where the range is continuous. */
  double logProbability(Object value);

  static Estimator of(Dimension dimension, List<Object> observed) {
    return dimension.domain() instanceof Range range
        ? new ParzenEstimator(range, observed)
        : new FrequencyEstimator((Choices) dimension.domain(), observed);
  }
}
