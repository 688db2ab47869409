package org.sharelab.platform;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sharelab.check.Checks;
import org.sharelab.check.EnvironmentException;

/**
 * An NVIDIA device of this machine.
 *
 * @param address its index in the order of the PCI bus, as Spark's discovery scripts report it
 * @param uuid the driver's name for the piece of hardware
 * @param name model, such as Tesla T4
 * @param major first number of its compute capability
 * @param minor second number
 */
public record CudaDevice(String address, String uuid, String name, int major, int minor) {
  private static final List<String> LIST =
      List.of(
          "nvidia-smi", "--query-gpu=index,uuid,name,compute_cap", "--format=csv,noheader,nounits");
  private static final long PATIENCE_SECONDS = 30;

  /**
   * The devices that the driver lists.
   *
   * @throws EnvironmentException if there is no driver, or it does not answer
   */
  public static List<CudaDevice> ofThisMachine() {
    try {
      Process process = new ProcessBuilder(LIST).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes());
      Checks.environment(
          process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0,
          "Cannot list CUDA devices: nvidia-smi says %s",
          output.lines().findFirst().orElse("nothing"));
      return parse(output);
    } catch (IOException absent) {
      throw new EnvironmentException(
          "Cannot list CUDA devices: no nvidia-smi on this machine (install NVIDIA's driver)",
          absent);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException("Cannot list CUDA devices: interrupted", interrupted);
    }
  }

  /** Lines of index, UUID, name and compute capability, with commas between. */
  static List<CudaDevice> parse(String listing) {
    List<CudaDevice> devices = new ArrayList<>();
    for (String line : listing.lines().filter(text -> !text.isBlank()).toList()) {
      String[] fields = line.split("\\s*,\\s*");
      Checks.environment(
          fields.length == 4 && fields[3].matches("\\d+\\.\\d+"),
          "Cannot list CUDA devices: nvidia-smi says %s",
          line);
      String[] capability = fields[3].split("\\.");
      devices.add(
          new CudaDevice(
              fields[0].strip(),
              fields[1],
              fields[2],
              Integer.parseInt(capability[0]),
              Integer.parseInt(capability[1])));
    }
    return List.copyOf(devices);
  }

  /** The device with this address among those listed. */
  public static CudaDevice at(String address, List<CudaDevice> devices) {
    return devices.stream()
        .filter(device -> device.address().equals(address))
        .findFirst()
        .orElseThrow(
            () ->
                new EnvironmentException(
                    "Cannot use CUDA device %s: this machine has %s"
                        .formatted(
                            address,
                            devices.isEmpty()
                                ? "none"
                                : devices.stream().map(CudaDevice::address).toList())));
  }

  /**
   * Whether ND4J brings machine code for it: compute capability 3.7 to 8.9. There is no PTX that
   * newer devices could compile, and code for 8.6 runs on 8.9.
   */
  public boolean isCovered() {
    int capability = 10 * major + minor;
    return capability >= 37 && capability <= 89;
  }

  /**
   * Checks that ND4J runs on it.
   *
   * @throws EnvironmentException saying so in one sentence if not
   */
  public void requireCovered() {
    Checks.environment(
        isCovered(),
        "Cannot use CUDA device %s (%s): its compute capability is %d.%d, and ND4J 1.0.0-M2.1 has code for"
            + " 3.7 to 8.9 only",
        address,
        name,
        major,
        minor);
  }
}
