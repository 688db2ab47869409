package org.sharelab.experiment;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.data.Dataset;
import org.sharelab.result.BuildVersion;
import org.sharelab.result.Provenance;

/** Collects what produced a row while the trial runs. */
final class TrialProvenance {
  private final int threads;
  private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private String dataFingerprint;

  private TrialProvenance(int threads) {
    this.threads = threads;
  }

  static TrialProvenance start(int threads) {
    return new TrialProvenance(threads);
  }

  void read(Dataset dataset) {
    dataFingerprint = dataset.fingerprint();
  }

  Provenance finish() {
    return new Provenance(
        BuildVersion.current().version(),
        BuildVersion.current().gitCommit(),
        System.getProperty("java.version"),
        Nd4j.getBackend().getClass().getSimpleName(),
        threads,
        host(),
        dataFingerprint,
        "bitwise",
        startedAt.toString());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "unknown";
    }
  }
}
