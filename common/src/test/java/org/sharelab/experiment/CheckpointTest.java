package org.sharelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sharelab.check.EnvironmentException;
import org.sharelab.nn.SoftmaxCrossEntropy.Totals;
import org.sharelab.result.EpochRow;
import org.sharelab.result.Provenance;
import org.sharelab.result.TestMeasures;
import org.sharelab.train.EpochProgress;
import org.sharelab.train.TrainingState;

class CheckpointTest {
  private static final Provenance PROVENANCE =
      new Provenance(
          "1", "abc", "17", "cpu, kernels x", 2, "hôst", "f00d", "bitwise", "2026-01-01T00:00:00Z");

  private static final Checkpoint CHECKPOINT =
      new Checkpoint(
          "0123456789abcdef",
          PROVENANCE,
          new EpochProgress(2, 5, new Totals(Math.PI, 7, 9), 1.25),
          new TrainingState(
              42, new float[] {1.5f, -0.0f, Float.NaN, Float.MIN_VALUE}, new float[] {7, 8}),
          12.5,
          1L << 40,
          List.of(
              new EpochRow("0123456789abcdef", 1, 0.1, 2.5, 0.25, null, 3),
              new EpochRow(
                  "0123456789abcdef", 2, 0.01, 1.5, 0.5, new TestMeasures(0.5, 1, 0.1, 50), 4)));

  @Test
  void binaryFormKeepsEveryBit() {
    Checkpoint read = Checkpoint.parse(CHECKPOINT.toBytes());
    // Records compare arrays by identity, so these go one by one.
    assertThat(bits(read.state().parameters())).isEqualTo(bits(CHECKPOINT.state().parameters()));
    assertThat(bits(read.state().updater())).isEqualTo(bits(CHECKPOINT.state().updater()));
    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("state.parameters", "state.updater")
        .isEqualTo(CHECKPOINT);
    assertThat(read.toBytes()).isEqualTo(CHECKPOINT.toBytes());
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void noDamageGoesUnnoticed() {
    byte[] content = CHECKPOINT.toBytes();
    for (int length = 0; length < content.length; length++) {
      byte[] cut = Arrays.copyOf(content, length);
      assertThatThrownBy(() -> Checkpoint.parse(cut)).isInstanceOf(EnvironmentException.class);
    }
    Random random = new Random(5);
    for (int position = 0; position < content.length; position++) {
      byte[] damaged = content.clone();
      damaged[position] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> Checkpoint.parse(damaged))
          .as("seed 5, byte %d", position)
          .isInstanceOf(EnvironmentException.class);
    }
  }

  @Test
  void saysWhatIsWrong() {
    byte[] other = CHECKPOINT.toBytes();
    other[0] = 'X';
    assertThatThrownBy(() -> Checkpoint.parse(other))
        .hasMessage("Cannot read checkpoint: it is something else");
    byte[] newer = CHECKPOINT.toBytes();
    newer[11] = 9;
    assertThatThrownBy(() -> Checkpoint.parse(newer))
        .hasMessage("Cannot read checkpoint: its form is 9, not 1");
    assertThatThrownBy(() -> Checkpoint.parse(new byte[3]))
        .hasMessage("Cannot read checkpoint: it is cut off");
    byte[] damaged = CHECKPOINT.toBytes();
    damaged[damaged.length - 1]++;
    assertThatThrownBy(() -> Checkpoint.parse(damaged))
        .hasMessage("Cannot read checkpoint: it is damaged");
  }
}
