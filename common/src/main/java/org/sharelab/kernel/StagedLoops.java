package org.sharelab.kernel;

import java.util.Optional;
import org.sharelab.model.Operation.Activation;

/**
 * The inner loops of {@link StagedPass} and {@link StagedBatchNorm}, over short heap arrays that
 * stay in the first-level cache.
 *
 * <p>Scalars lie in cells of X channels. What is one number per channel comes in an array of {@link
 * #lanes} scalars, in which the X numbers are repeated; lengths are whole numbers of cells.
 */
interface StagedLoops {
  /** Most scalars of an array: four of them fit into 32 KiB. */
  int CHUNK = 2048;

  /** The fastest loops for this many channels together. */
  static StagedLoops of(int block) {
    return VectorModule.loops().filter(loops -> loops.lanes() == block).orElseGet(PlainLoops::new);
  }

  /** Whether they are in Java's vectors. */
  boolean isVector();

  /** Length of an array with a number for each channel. */
  int lanes();

  /**
   * Chunks after which sums in float have to be moved to double ones, so that rounding does not
   * grow with the batch.
   */
  int chunksPerFold();

  /** The loops for an activation; empty for those that need an exponential. */
  Optional<StagedFunction> function(Activation.Function function);

  /** dy = d dy. */
  void multiply(float[] d, float[] dy, int length);

  /** x = x + r. */
  void add(float[] r, float[] x, int length);

  /** Adds x - shift and its square. */
  void addMoments(float[] x, int length, float[] shift, float[] sums, float[] squares);

  /** x = scale (x - mean) + offset. */
  void normalize(float[] x, int length, float[] mean, float[] scale, float[] offset);

  /** Adds x. */
  void addSums(float[] x, int length, float[] sums);

  /** Adds dy and dy (x - mean). */
  void addProducts(float[] x, float[] dy, int length, float[] mean, float[] sums, float[] products);

  /** dy = d (a (dy - m) + b (x - mean) + rest); x may be lost. */
  void normGradient(float[] x, float[] d, float[] dy, int length, Gradient gradient);

  /** Numbers per channel of the gradient through a norm. */
  record Gradient(float[] mean, float[] gradientMean, float[] a, float[] b, float[] rest) {}
}
