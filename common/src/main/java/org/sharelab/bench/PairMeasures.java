package org.sharelab.bench;

/**
 * Two trials at once, each in a thread of its own, against one alone.
 *
 * @param alone images per second of one trial with the machine to itself
 * @param together images per second of both trials together; both are medians over rounds
 */
public record PairMeasures(BenchmarkCase measured, double alone, double together) {

  /** 2 if neither trial slows the other down. */
  public double ratio() {
    return together / alone;
  }
}
