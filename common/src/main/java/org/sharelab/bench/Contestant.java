package org.sharelab.bench;

/** Something that trains the network of a {@link BenchmarkCase}, ready to run steps. */
interface Contestant extends AutoCloseable {

  /** What runs the steps, such as {@code trunk} or {@code torch nchw}. */
  String engine();

  /** The share rate; 1 if nothing is shared. */
  int rate();

  /**
   * Trains for about this long: ends with the first step after it, and runs one step at least.
   *
   * @param seconds positive
   */
  StepTimes run(double seconds);

  @Override
  void close();
}
