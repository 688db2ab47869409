package org.sharelab.kernel;

import java.util.List;

/**
 * One call of a primitive in a {@link TrunkProgram}.
 *
 * @param name for a reader of the plan, such as {@code block0.pointwise backward}
 * @param reads what it reads
 * @param write what it writes; null where it writes parameters or the caller's arrays only
 * @param overwritable those of its reads whose memory it may write its result to
 */
record Step(String name, List<Value> reads, Value write, List<Value> overwritable, Action action) {

  /** What a step does when it is run. */
  @FunctionalInterface
  interface Action {
    void run(TrunkRun run);
  }

  Step {
    reads = List.copyOf(reads);
    overwritable = List.copyOf(overwritable);
  }
}
