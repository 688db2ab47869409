package org.sharelab.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sharelab.check.EnvironmentException;

class CudaDeviceTest {
  private static CudaDevice withCapability(int major, int minor) {
    return new CudaDevice("0", "GPU-1", "Some Model", major, minor);
  }

  @Test
  void readsWhatTheDriverLists() {
    String listing =
        """
        0, GPU-5d1f, Tesla T4, 7.5
        1, GPU-9a00, NVIDIA H100 80GB HBM3, 9.0
        """;
    assertThat(CudaDevice.parse(listing))
        .containsExactly(
            new CudaDevice("0", "GPU-5d1f", "Tesla T4", 7, 5),
            new CudaDevice("1", "GPU-9a00", "NVIDIA H100 80GB HBM3", 9, 0));
    assertThat(CudaDevice.parse("\n")).isEmpty();
  }

  @Test
  void refusesListingsOfAnotherForm() {
    assertThatThrownBy(() -> CudaDevice.parse("No devices were found\n"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("Cannot list CUDA devices: nvidia-smi says No devices were found");
    assertThatThrownBy(() -> CudaDevice.parse("0, GPU-1, Old, [N/A]\n"))
        .hasMessage("Cannot list CUDA devices: nvidia-smi says 0, GPU-1, Old, [N/A]");
  }

  @Test
  void knowsWhichCapabilitiesHaveCode() {
    assertThat(withCapability(3, 5).isCovered()).isFalse();
    assertThat(withCapability(3, 7).isCovered()).isTrue();
    assertThat(withCapability(8, 9).isCovered()).isTrue();
    assertThat(withCapability(9, 0).isCovered()).isFalse();
    assertThat(withCapability(12, 0).isCovered()).isFalse();
    assertThatThrownBy(withCapability(9, 0)::requireCovered)
        .isInstanceOf(EnvironmentException.class)
        .hasMessage(
            "Cannot use CUDA device 0 (Some Model): its compute capability is 9.0, and ND4J"
                + " 1.0.0-M2.1 has code for 3.7 to 8.9 only");
  }

  @Test
  void findsDeviceByAddress() {
    List<CudaDevice> devices = CudaDevice.parse("0, A, X, 7.5\n1, B, X, 7.5");
    assertThat(CudaDevice.at("1", devices).uuid()).isEqualTo("B");
    assertThatThrownBy(() -> CudaDevice.at("2", devices))
        .hasMessage("Cannot use CUDA device 2: this machine has [0, 1]");
    assertThatThrownBy(() -> CudaDevice.at("0", List.of()))
        .hasMessage("Cannot use CUDA device 0: this machine has none");
  }

  @Test
  void processThatComputesOnItsCpuCannotTurnToDevice() {
    NativeBackend.load();
    assertThatThrownBy(() -> NativeBackend.loadOnDevice(0))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("Cannot use CUDA device 0: this process uses ND4J's library for the CPU");
    assertThat(NativeBackend.isOnDevice()).isFalse();
  }
}
