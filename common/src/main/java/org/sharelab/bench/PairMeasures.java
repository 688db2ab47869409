package org.sharelab.bench;

import java.util.List;

/**
 * Two trials at once, each in a thread of its own, against one alone; and the same of a program
 * that only multiplies matrices in its core's own caches, which shows what the machine gives at
 * that time.
 *
 * @param rounds of the trials
 * @param products of the program
 */
public record PairMeasures(BenchmarkCase measured, List<Round> rounds, List<Round> products) {

  /**
   * One comparison.
   *
   * @param alone images, or products, per second of one; the mean of before and after
   * @param together of both together
   */
  public record Round(double alone, double together) {
    double ratio() {
      return together / alone;
    }
  }

  public PairMeasures {
    rounds = List.copyOf(rounds);
    products = List.copyOf(products);
  }

  /** Images per second of one trial with the machine to itself: the median over rounds. */
  public double alone() {
    return new StepTimes(rounds.stream().map(Round::alone).toList()).median();
  }

  /** Images per second of both: the median over rounds. */
  public double together() {
    return new StepTimes(rounds.stream().map(Round::together).toList()).median();
  }

  /** 2 if neither trial slows the other down: the median over rounds. */
  public double ratio() {
    return ratios(rounds).median();
  }

  /** In the worst round. */
  public double smallestRatio() {
    return ratios(rounds).smallest();
  }

  /** Of the program that multiplies matrices: the median over rounds. */
  public double ratioOfProducts() {
    return ratios(products).median();
  }

  private static StepTimes ratios(List<Round> rounds) {
    return new StepTimes(rounds.stream().map(Round::ratio).toList());
  }
}
