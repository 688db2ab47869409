package org.sharelab.study.search.sampler;

import org.sharelab.random.Seed;
import org.sharelab.study.search.space.SearchSpace;

class GridSamplerTest implements SamplerContract {
  @Override
  public Sampler sampler(SearchSpace space, Seed seed) {
    return FixedPoints.grid(space);
  }

  @Override
  public boolean isRandom() {
    return false;
  }

  @Override
  public boolean drawsFromContinuousSpaces() {
    return false;
  }
}
