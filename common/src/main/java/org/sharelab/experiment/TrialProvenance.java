package org.sharelab.experiment;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.sharelab.data.Dataset;
import org.sharelab.kernel.KernelChoice;
import org.sharelab.platform.NativeBackend;
import org.sharelab.result.BuildVersion;
import org.sharelab.result.Provenance;

/** Collects what produced a row while the trial runs. */
final class TrialProvenance {
  private final TrialContext context;
  private final NativeBackend backend;
  private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private String dataFingerprint;

  private TrialProvenance(TrialContext context, NativeBackend backend) {
    this.context = context;
    this.backend = backend;
  }

  /** Loads the native library for the device or the CPU, if this is the first trial here. */
  static TrialProvenance start(TrialContext context) {
    if (context.device().isPresent()) {
      int ordinal = context.device().getAsInt();
      return new TrialProvenance(context, NativeBackend.loadOnDevice(ordinal));
    }
    NativeBackend backend = NativeBackend.load();
    NativeBackend.useThreads(context.threads());
    return new TrialProvenance(context, backend);
  }

  void read(Dataset dataset) {
    dataFingerprint = dataset.fingerprint();
  }

  Provenance finish() {
    return new Provenance(
        BuildVersion.current().version(),
        BuildVersion.current().gitCommit(),
        System.getProperty("java.version"),
        backend.library().key() + ", " + engine(),
        context.threads(),
        host(),
        dataFingerprint,
        context.device().isPresent() ? "tolerance" : "bitwise",
        startedAt.toString());
  }

  private String engine() {
    return switch (context.engine()) {
      case TRUNK -> "kernels " + KernelChoice.currentName();
      case LAYERS -> "layers";
    };
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return "unknown";
    }
  }
}
