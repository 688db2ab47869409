package org.sharelab.sharing;

/** What a use does to the shared weight before using it. Biases and norms are used as they are. */
public enum Transform {
  /** Nothing: all uses see the tensor itself. */
  NONE,
  /** Multiplies by one learned scalar per use, 1 at the start. */
  SCALAR,
  /** Multiplies each output channel by a learned scalar per use, 1 at the start. */
  CHANNEL,
  /** Permutes the output channels by a fixed random order per use. */
  PERMUTATION
}
