package org.sharelab.data.format;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An array of unsigned bytes in the IDX format, plain or (if the name ends in {@code .gz}) gzipped.
 *
 * <p>Two zero bytes, the type (8: unsigned byte), the number of dimensions, each dimension as a
 * 4-byte big-endian number, then the values in row-major order and nothing more (LeCun, Cortes and
 * Burges, "The MNIST database").
 *
 * @param dimensions each at least 1; their product is {@code values.length}
 */
record IdxFile(List<Integer> dimensions, byte[] values) {
  private static final int UNSIGNED_BYTES = 0x0800;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  /**
   * Reads a file that must have this many dimensions.
   *
   * @throws org.sharelab.check.EnvironmentException if it is not exactly such a file
   */
  static IdxFile read(Path file, int rank) {
    try (InputStream raw = Files.newInputStream(file);
        DataInputStream in = new DataInputStream(new BufferedInputStream(unpacked(raw, file)))) {
      requireMagic(file, in.readInt(), rank);
      List<Integer> dimensions = readDimensions(file, in, rank);
      int count = count(file, dimensions);
      if (!zipped(file)) {
        requireSize(file, dimensions, Files.size(file) - headerLength(rank), count);
      }
      // Reads in pieces, so a zipped file whose header lies costs no more memory than it fills.
      byte[] values = in.readNBytes(count);
      requireSize(file, dimensions, values.length, count);
      if (in.read() >= 0) {
        throw DataFiles.damaged(
            file, "%s values expected by its header, more found", product(dimensions));
      }
      return new IdxFile(dimensions, values);
    } catch (EOFException end) {
      throw DataFiles.damaged(file, "it ends too early (truncated)");
    } catch (ZipException damage) {
      throw DataFiles.damaged(file, "damaged gzip data (%s)", damage.getMessage());
    } catch (IOException failure) {
      throw DataFiles.unreadable(file, failure);
    }
  }

  private static boolean zipped(Path file) {
    return file.getFileName().toString().endsWith(".gz");
  }

  private static InputStream unpacked(InputStream raw, Path file) throws IOException {
    return zipped(file) ? new GZIPInputStream(raw, 1 << 16) : raw;
  }

  private static int headerLength(int rank) {
    return Integer.BYTES * (1 + rank);
  }

  private static void requireMagic(Path file, int magic, int rank) {
    int expected = UNSIGNED_BYTES | rank;
    if (magic != expected) {
      throw DataFiles.damaged(
          file,
          "magic number 0x%08x expected (IDX, %d-dimensional, unsigned bytes), 0x%08x found",
          expected,
          rank,
          magic);
    }
  }

  private static List<Integer> readDimensions(Path file, DataInputStream in, int rank)
      throws IOException {
    List<Integer> dimensions = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      dimensions.add(in.readInt());
    }
    for (int dimension : dimensions) {
      if (dimension == 0) {
        throw DataFiles.damaged(file, "it is empty (dimensions %s)", product(dimensions));
      }
      if (dimension < 0) {
        throw DataFiles.damaged(
            file, "impossible dimensions %s in its header", product(dimensions));
      }
    }
    return dimensions;
  }

  private static int count(Path file, List<Integer> dimensions) {
    long count = 1;
    for (int dimension : dimensions) {
      count *= dimension; // both at most 2^31 - 1, so no overflow before the check
      if (count > LARGEST_ARRAY) {
        throw DataFiles.damaged(
            file, "impossible dimensions %s in its header", product(dimensions));
      }
    }
    return (int) count;
  }

  private static void requireSize(Path file, List<Integer> dimensions, long found, int expected) {
    if (found != expected) {
      String kind = found < expected ? "truncated" : "oversized";
      throw DataFiles.damaged(
          file,
          "%s values expected by its header, %d found (%s)",
          product(dimensions),
          found,
          kind);
    }
  }

  private static String product(List<Integer> dimensions) {
    return dimensions.stream()
        .map(dimension -> Integer.toUnsignedString(dimension))
        .collect(Collectors.joining(" x "));
  }
}
