package org.sharelab.study.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sharelab.random.Seed;
import org.sharelab.study.search.history.History;
import org.sharelab.study.search.space.Choices;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Range;
import org.sharelab.study.search.space.Scale;
import org.sharelab.study.search.space.SearchSpace;

class StreamSamplerTest {
  private static final Dimension X = Dimension.of("x", Range.reals(0, 1, Scale.LINEAR));
  private static final Dimension Y = Dimension.of("y", Range.reals(0, 1, Scale.LINEAR));

  private static double value(Sampler sampler, int index, String key) {
    return ((Number) sampler.propose(index, History.empty()).orElseThrow().point().get(key))
        .doubleValue();
  }

  @Test
  void spreadsSobolPointsOneToEachElementaryInterval() {
    for (int seed = 0; seed < 5; seed++) {
      Sampler sampler = StreamSampler.sobol(new SearchSpace(List.of(X, Y)), Seed.of(seed));
      // In two dimensions, the first 16 points of a Sobol sequence are a (0, 4, 2)-net in base 2:
      // one lies in each box of 1/16 by 1, 1/8 by 1/2, 1/4 by 1/4, 1/2 by 1/8 and 1 by 1/16.
      for (int power = 0; power <= 4; power++) {
        int columns = 1 << power;
        int rows = 16 / columns;
        List<Integer> boxes = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          int column = (int) (value(sampler, i, "x") * columns);
          int row = (int) (value(sampler, i, "y") * rows);
          boxes.add(column * rows + row);
        }
        assertThat(boxes)
            .as("seed %d, %d columns", seed, columns)
            .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 16).boxed().toList());
      }
    }
  }

  @Test
  void drawsUniformly() {
    Sampler sampler = StreamSampler.random(new SearchSpace(List.of(X)), Seed.of(1));
    int[] counts = new int[10];
    for (int i = 0; i < 5000; i++) {
      counts[(int) (value(sampler, i, "x") * 10)]++;
    }
    // Each has expectation 500 and standard deviation 21.2: five of them is 106.
    for (int count : counts) {
      assertThat(count).isBetween(394, 606);
    }
  }

  @Test
  void keepsRandomValuesWhenADimensionIsAdded() {
    Sampler one = StreamSampler.random(new SearchSpace(List.of(X)), Seed.of(2));
    Sampler two = StreamSampler.random(new SearchSpace(List.of(Y, X)), Seed.of(2));
    for (int i = 0; i < 20; i++) {
      assertThat(value(two, i, "x")).isEqualTo(value(one, i, "x"));
    }
  }

  @Test
  void endsWhenNothingNewComes() {
    Dimension a = Dimension.of("a", new Choices(List.of(1, 2)));
    Sampler sampler = StreamSampler.random(new SearchSpace(List.of(a)), Seed.of(3));
    assertThat(sampler.propose(1, History.empty())).isPresent();
    assertThat(sampler.propose(2, History.empty())).isEmpty();
    assertThat(sampler.propose(2, History.empty())).isEmpty();
    assertThat(sampler.propose(0, History.empty())).isPresent();
  }
}
