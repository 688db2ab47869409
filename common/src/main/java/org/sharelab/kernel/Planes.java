package org.sharelab.kernel;

import java.util.List;

/**
 * How the scalars of a batch lie that is blocked by channels: B x C / X x cells x X. A plane is all
 * scalars of X channels that lie together, one run of cells in each image.
 *
 * @param count planes, C / X rounded up
 * @param images runs of a plane
 * @param size scalars of a run
 * @param chunk most scalars that are visited at once, a whole number of cells
 */
record Planes(int count, int images, int size, int chunk) {

  /** One thing that is done with some scalars that follow one another. */
  @FunctionalInterface
  interface Stage {
    void run(int start, int length);
  }

  static Planes of(BatchShape shape, int block) {
    int count = (shape.channels() + block - 1) / block;
    int size = Math.toIntExact(shape.example().area() * block);
    int chunk = StagedLoops.CHUNK / block * block;
    // A single plane's images follow one another.
    return count == 1
        ? new Planes(1, 1, Math.multiplyExact(shape.batch(), size), chunk)
        : new Planes(count, shape.batch(), size, chunk);
  }

  /** Where a plane's first chunk starts. */
  int first(int plane) {
    return plane * size;
  }

  /** Scalars of each plane's first chunk. */
  int firstLength() {
    return Math.min(chunk, size);
  }

  /**
   * Runs stages, one after another, on each chunk of a plane in the order of memory.
   *
   * <p>Stages are small on purpose. What the Java compiler compiles together it inlines into one
   * piece of code, and with the arithmetic of several stages in vectors it runs out of its budget
   * and leaves some of it as slow calls. A call with so many targets it never inlines.
   */
  void run(int plane, List<Stage> stages) {
    Stage[] inOrder = stages.toArray(Stage[]::new);
    for (int image = 0; image < images; image++) {
      int end = (image * count + plane + 1) * size;
      for (int start = end - size; start < end; start += chunk) {
        int length = Math.min(chunk, end - start);
        for (Stage stage : inOrder) {
          stage.run(start, length);
        }
      }
    }
  }
}
