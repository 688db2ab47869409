package org.sharelab.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What instructions the CPU has, as Linux lists them. */
final class CpuFlags {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private CpuFlags() {}

  /** The flags of this machine; none where Linux does not say, so that the safe choice is made. */
  static Set<String> ofThisMachine() {
    try {
      return Files.isReadable(CPUINFO) ? parse(Files.readString(CPUINFO)) : Set.of();
    } catch (IOException e) {
      return Set.of();
    }
  }

  /** The flags that all CPUs of a cpuinfo text have. */
  static Set<String> parse(String cpuinfo) {
    List<Set<String>> cpus =
        cpuinfo
            .lines()
            .filter(line -> line.matches("flags\\s*:.*"))
            .map(line -> Set.of(line.substring(line.indexOf(':') + 1).trim().split("\\s+")))
            .toList();
    if (cpus.isEmpty()) {
      return Set.of();
    }
    Set<String> common = new HashSet<>(cpus.get(0));
    cpus.forEach(common::retainAll);
    return common;
  }
}
