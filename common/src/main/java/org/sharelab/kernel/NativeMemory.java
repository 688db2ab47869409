package org.sharelab.kernel;

import java.util.LinkedHashSet;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.sharelab.check.EnvironmentException;

/**
 * Off-heap memory of one owner: counted, aligned to cache lines, freed together at the end at the
 * latest.
 *
 * <p>It is allocated through JavaCPP, so that it counts against {@code
 * org.bytedeco.javacpp.maxbytes}, whose default is the Java heap's limit.
 */
final class NativeMemory implements AutoCloseable {
  private static final int ALIGNMENT = 64;

  private final Set<Block> blocks = new LinkedHashSet<>();
  private long bytes;
  private long peakBytes;

  /** A zeroed block. */
  Block allocate(long size) {
    BytePointer memory;
    try {
      memory = new BytePointer(size + ALIGNMENT);
    } catch (OutOfMemoryError e) {
      throw new EnvironmentException(
          "Cannot allocate %d MiB off-heap: %s (raise -Dorg.bytedeco.javacpp.maxbytes and"
                  .formatted(size >> 20, e.getMessage())
              + " maxphysicalbytes, and the executor's memory overhead)",
          e);
    }
    Pointer.memset(memory, 0, size + ALIGNMENT);
    Block block = new Block(memory, size);
    blocks.add(block);
    bytes += size;
    peakBytes = Math.max(peakBytes, bytes);
    return block;
  }

  long bytes() {
    return bytes;
  }

  long peakBytes() {
    return peakBytes;
  }

  @Override
  public void close() {
    Set.copyOf(blocks).forEach(Block::close);
  }

  /** One block; addresses are aligned where its offsets are. */
  final class Block implements MemoryBlock {
    private final BytePointer memory;
    private final long size;
    private final long address;

    private Block(BytePointer memory, long size) {
      this.memory = memory;
      this.size = size;
      this.address = (memory.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    @Override
    public long bytes() {
      return size;
    }

    /** Points at this many bytes from the block's start. */
    Pointer at(long offset) {
      return new Address(address + offset);
    }

    @Override
    public void close() {
      if (blocks.remove(this)) {
        bytes -= size;
        memory.deallocate();
      }
    }
  }

  /** A raw address, which is not owned. */
  static final class Address extends Pointer {
    Address(long value) {
      address = value;
    }
  }
}
