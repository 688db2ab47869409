package org.sharelab.study.search.sampler;

import java.io.Serializable;
import org.sharelab.study.search.space.Point;

/** An endless numbered sequence of points, repetitions included. */
@FunctionalInterface
interface PointStream extends Serializable {

  /** The draw with this number, always the same. */
  Point draw(int number);
}
