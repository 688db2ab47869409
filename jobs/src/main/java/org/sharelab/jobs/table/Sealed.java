package org.sharelab.jobs.table;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.sharelab.check.EnvironmentException;

/** Text with a checksum after it, so that a file which is not whole is known as such. */
final class Sealed {
  private static final String MARK = "\ncrc32c:";

  private Sealed() {}

  static byte[] seal(String text) {
    return (text + MARK + checksum(text) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The text; empty if the file is damaged or not whole. */
  static Optional<String> open(byte[] file) {
    String content = new String(file, StandardCharsets.UTF_8);
    int mark = content.lastIndexOf(MARK);
    if (mark < 0) {
      return Optional.empty();
    }
    String text = content.substring(0, mark);
    boolean whole = content.substring(mark + MARK.length()).equals(checksum(text) + "\n");
    return whole ? Optional.of(text) : Optional.empty();
  }

  /** The text of a file; empty if it is damaged, or was removed since its folder was listed. */
  static Optional<String> read(Storage storage, String path) {
    try {
      return open(storage.read(path));
    } catch (EnvironmentException problem) {
      if (storage.exists(path)) {
        throw problem;
      }
      return Optional.empty();
    }
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }
}
