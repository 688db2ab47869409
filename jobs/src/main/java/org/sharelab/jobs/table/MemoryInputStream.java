package org.sharelab.jobs.table;

import java.io.EOFException;
import java.nio.ByteBuffer;
import org.apache.parquet.io.SeekableInputStream;

/** A file in memory, as Parquet reads it. */
final class MemoryInputStream extends SeekableInputStream {
  private final ByteBuffer content;

  MemoryInputStream(byte[] content) {
    this.content = ByteBuffer.wrap(content);
  }

  @Override
  public long getPos() {
    return content.position();
  }

  @Override
  public void seek(long position) {
    content.position(Math.toIntExact(position));
  }

  @Override
  public int read() {
    return content.hasRemaining() ? Byte.toUnsignedInt(content.get()) : -1;
  }

  @Override
  public int read(ByteBuffer target) {
    if (!content.hasRemaining()) {
      return -1;
    }
    int length = Math.min(content.remaining(), target.remaining());
    target.put(content.slice(content.position(), length));
    content.position(content.position() + length);
    return length;
  }

  @Override
  public void readFully(byte[] bytes) throws EOFException {
    readFully(bytes, 0, bytes.length);
  }

  @Override
  public void readFully(byte[] bytes, int start, int length) throws EOFException {
    readFully(ByteBuffer.wrap(bytes, start, length));
  }

  @Override
  public void readFully(ByteBuffer target) throws EOFException {
    if (content.remaining() < target.remaining()) {
      throw new EOFException("File ends at %d".formatted(content.limit()));
    }
    read(target);
  }
}
