package org.sharelab.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.sharelab.check.Checks;
import org.sharelab.data.image.LabeledImages;

/**
 * One pass over images in a fixed order, cut into batches.
 *
 * <p>Can be iterated any number of times, from several threads, always with the same result. What
 * an example looks like depends on neither the batch it is in nor where the pass was started.
 */
public final class Batches implements Iterable<Batch> {
  private final ExampleReader reader;
  private final int[] order;
  private final int batchSize;
  private final int first;
  private final int end;

  Batches(ExampleReader reader, int[] order, int batchSize, int first, int end) {
    this.reader = reader;
    this.order = order;
    this.batchSize = batchSize;
    this.first = first;
    this.end = end;
  }

  /**
   * All images in file order without augmentation, for evaluation; the last batch may be smaller.
   *
   * @param batchSize 1 or more
   */
  public static Batches inFileOrder(
      LabeledImages images, Normalization normalization, int batchSize) {
    Checks.valid(batchSize >= 1, "Invalid batch size: %d (1 or more)", batchSize);
    int[] order = new int[images.size()];
    for (int id = 0; id < order.length; id++) {
      order[id] = id;
    }
    int size = Math.min(batchSize, order.length);
    int count = (order.length - 1) / size + 1;
    return new Batches(new ExampleReader(images, normalization), order, size, 0, count);
  }

  /** Number of batches. */
  public int count() {
    return end - first;
  }

  /** Number of examples in all batches together. */
  public int examples() {
    int stop = (int) Math.min((long) end * batchSize, order.length);
    return Math.max(0, stop - first * batchSize);
  }

  /**
   * Some batches of this pass: the rest of an interrupted epoch, or one task's share.
   *
   * @param from index of the first, 0 to {@link #count}
   * @param to index after the last, {@code from} to {@link #count}
   */
  public Batches range(int from, int to) {
    Checks.valid(
        from >= 0 && from <= to && to <= count(),
        "Invalid range of batches: %d to %d (within 0 to %d)",
        from,
        to,
        count());
    return new Batches(reader, order, batchSize, first + from, first + to);
  }

  /** Reads the batches; the iterator reuses its arrays, so each batch lasts until the next. */
  @Override
  public Iterator<Batch> iterator() {
    return new BatchIterator();
  }

  private final class BatchIterator implements Iterator<Batch> {
    private final ExampleReader.Buffers buffers = reader.newBuffers();
    private Batch batch;
    private int next = first;

    @Override
    public boolean hasNext() {
      return next < end;
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int start = next * batchSize;
      int size = Math.min(batchSize, order.length - start);
      if (batch == null || batch.size() != size) {
        batch = new Batch(size, reader.shape());
      }
      for (int i = 0; i < size; i++) {
        reader.read(order[start + i], batch, i, buffers);
      }
      next++;
      return batch;
    }
  }
}
