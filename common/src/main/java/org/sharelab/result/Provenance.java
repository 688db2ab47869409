package org.sharelab.result;

import java.io.Serializable;
import java.util.List;

/**
 * What produced a row, besides its spec.
 *
 * @param version of the application
 * @param gitCommit it was built from; "unknown" outside a checkout
 * @param javaVersion of the executor
 * @param backend native library and instruction set that did the arithmetic
 * @param threads native threads of the trial
 * @param host that ran it
 * @param dataFingerprint SHA-256 over the images and labels that were read
 * @param determinism how exactly a repetition on the same kind of machine agrees: bitwise or
 *     tolerance
 * @param startedAt ISO 8601, UTC
 */
public record Provenance(
    String version,
    String gitCommit,
    String javaVersion,
    String backend,
    int threads,
    String host,
    String dataFingerprint,
    String determinism,
    String startedAt)
    implements Serializable {

  /** Whether what one began the other can go on with, and no bit comes out different. */
  public boolean computesLike(Provenance other) {
    return arithmetic().equals(other.arithmetic());
  }

  private List<Object> arithmetic() {
    return List.of(version, gitCommit, javaVersion, backend, threads, dataFingerprint);
  }
}
