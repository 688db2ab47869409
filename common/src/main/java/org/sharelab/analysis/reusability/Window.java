package org.sharelab.analysis.reusability;

/**
 * The window of a convolution or pool along one axis: output cell i reads the source cells i *
 * stride - padBefore + tap for the taps 0 to kernel - 1, where they exist. The same on both axes.
 */
record Window(int kernel, int stride, int padBefore) {

  /** The source cell that a tap of an output cell reads. */
  int read(int output, int tap) {
    return output * stride + tap - padBefore;
  }

  /** The first of {@code outputs} cells whose tap is not before the source. */
  int first(int tap, int outputs) {
    return Math.min(outputs, Math.max(0, -Math.floorDiv(tap - padBefore, stride)));
  }

  /** One more than the last of {@code outputs} cells whose tap is not behind the source. */
  int end(int tap, int source, int outputs) {
    int last = Math.floorDiv(source - 1 + padBefore - tap, stride);
    return Math.max(first(tap, outputs), Math.min(outputs, last + 1));
  }

  /** The first output cell that reads a source cell; may be behind the last one. */
  int firstReader(int source) {
    return Math.max(0, -Math.floorDiv(kernel - 1 - source - padBefore, stride));
  }

  /** One more than the last of {@code outputs} cells that reads a source cell. */
  int endReader(int source, int outputs) {
    return Math.min(outputs, Math.floorDiv(source + padBefore, stride) + 1);
  }

  /** Whether each output cell reads the one source cell at its own place. */
  boolean isCell() {
    return kernel == 1 && stride == 1 && padBefore == 0;
  }
}
