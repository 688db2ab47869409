package org.sharelab.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sharelab.check.EnvironmentException;

class DeviceClaimTest {
  private final String device = "GPU/" + UUID.randomUUID();

  @Test
  void oneTrialOfThisProcessHasItAtOnce() {
    try (DeviceClaim first = DeviceClaim.of(device)) {
      assertThat(first).isNotNull();
      assertRefused();
    }
    DeviceClaim.of(device).close();
  }

  private void assertRefused() {
    assertThatThrownBy(() -> DeviceClaim.of(device))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage(
            "Cannot use device %s: another trial on this machine is using it (Spark gave it out"
                    .formatted(device)
                + " twice)");
  }

  @Test
  void anotherProcessHasItUntilItDies() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process other =
        new ProcessBuilder(
                java,
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                String.join(File.pathSeparator, System.getProperty("java.class.path")),
                Holder.class.getName(),
                device)
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("claimed");
      assertRefused();
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
    DeviceClaim.of(device).close();
  }

  /** Claims a device and keeps it. */
  public static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      try (DeviceClaim claim = DeviceClaim.of(arguments[0])) {
        System.out.println(claim == null ? "nothing" : "claimed");
        Thread.sleep(60_000);
      }
    }
  }
}
