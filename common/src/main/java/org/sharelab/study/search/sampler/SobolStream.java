package org.sharelab.study.search.sampler;

import java.util.List;
import org.hipparchus.random.SobolSequenceGenerator;
import org.sharelab.random.Seed;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Point;
import org.sharelab.study.search.space.SearchSpace;

/**
 * A Sobol sequence with the direction numbers of Joe and Kuo (2008), one coordinate per dimension,
 * whether it is active or not.
 *
 * <p>Each coordinate is shifted digitally (exclusive or with random bits, the base 2 form of
 * Cranley and Patterson 1976): the shift keeps the property that the first 2^k points lie one in
 * each cell of width 2^-k, moves the first point away from the corner, and makes seeds differ.
 * Owen's full scrambling is not done.
 */
final class SobolStream implements PointStream {
  private static final long serialVersionUID = 1L;
  private static final double RESOLUTION = 0x1p52;

  private final SearchSpace space;
  private final Seed seed;
  private transient SobolSequenceGenerator sequence;

  SobolStream(SearchSpace space, Seed seed) {
    this.space = space;
    this.seed = seed.derive("sobol");
  }

  @Override
  public Point draw(int number) {
    double[] coordinates = coordinates(number);
    List<Dimension> dimensions = space.dimensions();
    return space.point(
        dimension ->
            dimension
                .domain()
                .at(shifted(coordinates[dimensions.indexOf(dimension)], dimension.key())));
  }

  private synchronized double[] coordinates(int number) {
    if (space.dimensions().isEmpty()) {
      return new double[0];
    }
    if (sequence == null) {
      sequence = new SobolSequenceGenerator(space.dimensions().size());
    }
    return sequence.skipTo(number);
  }

  private double shifted(double coordinate, String key) {
    long shift = seed.derive(key).value() >>> 12;
    return ((long) (coordinate * RESOLUTION) ^ shift) / RESOLUTION;
  }
}
