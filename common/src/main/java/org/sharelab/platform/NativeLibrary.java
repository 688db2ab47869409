package org.sharelab.platform;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The builds of ND4J's native library that the application may carry. */
public enum NativeLibrary {
  /** Runs on every x86-64 CPU; oneDNN inside still uses what the CPU has. */
  ONEDNN("onednn", "nd4jcpu", Set.of()),
  /** Needs the AVX-512 instructions of Skylake-SP and dies of an illegal instruction without. */
  ONEDNN_AVX512(
      "onednn-avx512",
      "nd4jcpu",
      Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd")),
  /** CUDA 11.6 with cuDNN; in the jar of the Maven profile cuda only. */
  CUDA("cudnn", "nd4jcuda", Set.of());

  /** Those for the CPU, best last. */
  static final List<NativeLibrary> OF_CPU = List.of(ONEDNN, ONEDNN_AVX512);

  private final String key;
  private final String file;
  private final Set<String> requiredFlags;

  NativeLibrary(String key, String file, Set<String> requiredFlags) {
    this.key = key;
    this.file = file;
    this.requiredFlags = requiredFlags;
  }

  /** Its name in settings: onednn or onednn-avx512; cudnn for that of devices. */
  public String key() {
    return key;
  }

  /** The Maven classifier of its jar. */
  public String classifier() {
    return "linux-x86_64-" + key;
  }

  /** Name under which the loader knows it. */
  String file() {
    return file;
  }

  /** The best library for a CPU with these flags. */
  static NativeLibrary bestFor(Set<String> cpuFlags) {
    return OF_CPU.stream()
        .filter(library -> cpuFlags.containsAll(library.requiredFlags))
        .reduce(ONEDNN, (worse, better) -> better);
  }

  /** A library for the CPU by its key. */
  static Optional<NativeLibrary> named(String key) {
    return OF_CPU.stream().filter(library -> library.key.equals(key)).findFirst();
  }
}
