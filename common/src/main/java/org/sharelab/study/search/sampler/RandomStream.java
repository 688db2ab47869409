package org.sharelab.study.search.sampler;

import org.sharelab.random.Seed;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.SearchSpace;

/**
 * Independent uniform draws, each key from its own stream: adding a dimension leaves the values of
 * the others as they were.
 */
record RandomStream(SearchSpace space, Seed seed) implements PointStream {
  RandomStream(SearchSpace space, Seed seed) {
    this.space = space;
    this.seed = seed.derive("random-search");
  }

  @Override
  public Point draw(int number) {
    return space.point(
        dimension ->
            dimension.domain().at(seed.derive(dimension.key(), number).generator().nextDouble()));
  }
}
