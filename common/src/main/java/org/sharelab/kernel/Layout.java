package org.sharelab.kernel;

/** How the scalars of a {@link Tensor} lie in memory. */
public enum Layout {
  /** B x C x H x W, row by row, as images come from the caller. */
  PLAIN,
  /** Whatever the kernels compute with fastest. */
  NATIVE,
  /** B x H x W x C: the channels of a cell together, a row for each token. */
  ROWS
}
