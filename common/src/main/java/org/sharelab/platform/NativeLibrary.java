package org.sharelab.platform;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The builds of ND4J's native library that the application carries, best last. */
public enum NativeLibrary {
  /** Runs on every x86-64 CPU; oneDNN inside still uses what the CPU has. */
  ONEDNN("onednn", Set.of()),
  /** Needs the AVX-512 instructions of Skylake-SP and dies of an illegal instruction without. */
  ONEDNN_AVX512("onednn-avx512", Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"));

  private final String key;
  private final Set<String> requiredFlags;

  NativeLibrary(String key, Set<String> requiredFlags) {
    this.key = key;
    this.requiredFlags = requiredFlags;
  }

  /** Its name in settings: onednn or onednn-avx512. */
  public String key() {
    return key;
  }

  /** The Maven classifier of its jar. */
  public String classifier() {
    return "linux-x86_64-" + key;
  }

  /** The best library for a CPU with these flags. */
  static NativeLibrary bestFor(Set<String> cpuFlags) {
    return Arrays.stream(values())
        .filter(library -> cpuFlags.containsAll(library.requiredFlags))
        .reduce(ONEDNN, (worse, better) -> better);
  }

  static Optional<NativeLibrary> named(String key) {
    return Arrays.stream(values()).filter(library -> library.key.equals(key)).findFirst();
  }
}
