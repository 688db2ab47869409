package org.sharelab.study;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import java.io.Serializable;
import org.sharelab.config.Section;

/**
 * What one trial gets of its executor: the section {@code study.resources}.
 *
 * <p>It says how a study is run and is no part of a trial's identity. The number of threads can
 * still change the last digits of a result, and a device does: rows record both, and only rows of
 * the same kind of machine agree bit for bit.
 *
 * @param cpus cores, and native threads; 0 leaves it to {@code spark.task.cpus}
 * @param gpus devices, 0 or 1
 * @param memoryBytes native memory, beside the heap; 0 where the file does not say
 */
public record TrialResources(int cpus, int gpus, long memoryBytes) implements Serializable {
  private static final long MEBIBYTE = 1024 * 1024;

  /** Where the file says nothing. */
  public static final TrialResources UNSAID = new TrialResources(0, 0, 0);

  /** Reads and checks the section. */
  public static TrialResources read(Section section) {
    return new TrialResources(
        section.has("cpus") ? section.integer("cpus", 1, 1024) : 0,
        section.integer("gpus", 0, 0, 1),
        memory(section));
  }

  private static long memory(Section section) {
    ConfigValue value = section.value("memory").orElse(null);
    if (value == null) {
      return 0;
    }
    try {
      long bytes = value.atKey("memory").getBytes("memory");
      if (bytes >= MEBIBYTE) {
        return bytes;
      }
    } catch (ConfigException unreadable) {
      // Refused below, like what is too little.
    }
    throw section.invalid("memory", "1m or more, such as 2g");
  }

  /** Native memory in whole MiB, rounded up; 0 where the file does not say. */
  public long memoryMegabytes() {
    return (memoryBytes + MEBIBYTE - 1) / MEBIBYTE;
  }
}
