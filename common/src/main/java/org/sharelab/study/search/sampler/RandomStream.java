package org.sharelab.study.search.sampler;

import org.sharelab.random.Seed;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.SearchSpace;

/**
 * Independent uniform draws, each key from its own stream: adding a dimension leaves the values of
 * the others as they were.
 */
record RandomStream(SearchSpace space, Seed seed) implements PointStream {
  @Override
  public Point draw(int number) {
    return space.point(dimension -> dimension.domain().at(uniform(dimension, number)));
  }

  private double uniform(Dimension dimension, int number) {
    Seed stream = seed.derive("random-search").derive(dimension.key(), number);
    return stream.generator().nextDouble();
  }
}
