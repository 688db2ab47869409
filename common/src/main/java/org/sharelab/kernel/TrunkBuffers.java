package org.sharelab.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Memory for the values of a program: values that live at the same time do not overlap, others may.
 *
 * <p>A value lives from the step that writes it to the last that reads it. A step that may write
 * over a value that dies with it does so. Then the largest are placed first, each at the lowest
 * place that is free for its whole life.
 */
final class TrunkBuffers {
  private static final long ALIGNMENT = 64;

  private final long[] offsets;
  private final long bytes;

  private TrunkBuffers(long[] offsets, long bytes) {
    this.offsets = offsets;
    this.bytes = bytes;
  }

  long bytes() {
    return bytes;
  }

  long offset(Value value) {
    return offsets[value.id()];
  }

  /**
   * Assigns places.
   *
   * @param steps in the order in which they run
   * @param values by id
   */
  static TrunkBuffers assign(List<Step> steps, List<Value> values, ToLongFunction<Value> bytes) {
    int[] lastRead = new int[values.size()];
    Arrays.fill(lastRead, -1);
    for (int i = 0; i < steps.size(); i++) {
      for (Value value : steps.get(i).reads()) {
        lastRead[value.id()] = i;
      }
    }
    Buffer[] owners = new Buffer[values.size()];
    List<Buffer> buffers = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Value write = steps.get(i).write();
      if (write != null) {
        long size = round(bytes.applyAsLong(write));
        Buffer buffer = dying(steps.get(i), i, lastRead, owners, size);
        if (buffer == null) {
          buffer = new Buffer(i, size);
          buffers.add(buffer);
        }
        buffer.end = Math.max(i, lastRead[write.id()]);
        owners[write.id()] = buffer;
      }
    }
    long total = place(buffers);
    long[] offsets = new long[values.size()];
    for (int id = 0; id < offsets.length; id++) {
      offsets[id] = owners[id] == null ? 0 : owners[id].offset;
    }
    return new TrunkBuffers(offsets, total);
  }

  private static long round(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** A buffer that the step may write over, if there is one. */
  private static Buffer dying(Step step, int index, int[] lastRead, Buffer[] owners, long size) {
    for (Value candidate : step.overwritable()) {
      Buffer buffer = owners[candidate.id()];
      if (lastRead[candidate.id()] == index && buffer.end == index && buffer.size == size) {
        return buffer;
      }
    }
    return null;
  }

  private static long place(List<Buffer> buffers) {
    List<Buffer> placed = new ArrayList<>();
    long total = 0;
    List<Buffer> bySize = new ArrayList<>(buffers);
    bySize.sort(
        Comparator.comparingLong((Buffer buffer) -> -buffer.size)
            .thenComparingInt(buffer -> buffer.start));
    for (Buffer buffer : bySize) {
      List<Buffer> neighbours =
          placed.stream()
              .filter(other -> other.start <= buffer.end && buffer.start <= other.end)
              .sorted(Comparator.comparingLong(other -> other.offset))
              .toList();
      long offset = 0;
      for (Buffer other : neighbours) {
        if (offset + buffer.size <= other.offset) {
          break;
        }
        offset = Math.max(offset, other.offset + other.size);
      }
      buffer.offset = offset;
      placed.add(buffer);
      total = Math.max(total, offset + buffer.size);
    }
    return total;
  }

  /** One piece of memory, used by values that follow one another in place. */
  private static final class Buffer {
    private final int start;
    private final long size;
    private int end;
    private long offset;

    Buffer(int start, long size) {
      this.start = start;
      this.size = size;
    }
  }
}
