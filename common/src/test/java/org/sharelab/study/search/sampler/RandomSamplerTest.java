package org.sharelab.study.search.sampler;

import org.sharelab.random.Seed;
import org.sharelab.study.search.space.SearchSpace;

class RandomSamplerTest implements SamplerContract {
  @Override
  public Sampler sampler(SearchSpace space, Seed seed) {
    return StreamSampler.random(space, seed);
  }
}
