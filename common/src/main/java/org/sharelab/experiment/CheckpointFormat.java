package org.sharelab.experiment;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sharelab.check.Checks;
import org.sharelab.check.EnvironmentException;
import org.sharelab.nn.SoftmaxCrossEntropy.Totals;
import org.sharelab.result.EpochRow;
import org.sharelab.result.Provenance;
import org.sharelab.result.TestMeasures;
import org.sharelab.train.EpochProgress;
import org.sharelab.train.TrainingState;

/**
 * The binary form of checkpoints, all numbers with the most significant byte first.
 *
 * <pre>
 * 8 bytes   SHARELAB
 * 4 bytes   version of the form
 * 32 bytes  SHA-256 of what follows
 * 4 bytes   length of the description; then the description
 * floats    parameters, then the optimiser's state, to the end
 * </pre>
 */
final class CheckpointFormat {
  private static final long MAGIC = 0x53484152454c4142L;
  private static final int VERSION = 1;
  private static final int DIGEST_BYTES = 32;
  private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES + DIGEST_BYTES;

  private CheckpointFormat() {}

  static byte[] write(Checkpoint checkpoint) {
    byte[] description = describe(checkpoint);
    float[] parameters = checkpoint.state().parameters();
    float[] updater = checkpoint.state().updater();
    int floats = Math.addExact(parameters.length, updater.length);
    byte[] content =
        new byte
            [Math.addExact(
                HEADER_BYTES + Integer.BYTES + description.length,
                Math.multiplyExact(floats, Float.BYTES))];
    ByteBuffer body = ByteBuffer.wrap(content).position(HEADER_BYTES);
    body.putInt(description.length).put(description);
    body.asFloatBuffer().put(parameters).put(updater);
    ByteBuffer.wrap(content).putLong(MAGIC).putInt(VERSION).put(digest(content));
    return content;
  }

  static Checkpoint read(byte[] content) {
    Checks.environment(content.length > HEADER_BYTES, "Cannot read checkpoint: it is cut off");
    ByteBuffer body = ByteBuffer.wrap(content);
    Checks.environment(body.getLong() == MAGIC, "Cannot read checkpoint: it is something else");
    int version = body.getInt();
    Checks.environment(
        version == VERSION, "Cannot read checkpoint: its form is %d, not %d", version, VERSION);
    byte[] expected = new byte[DIGEST_BYTES];
    body.get(expected);
    Checks.environment(
        Arrays.equals(expected, digest(content)), "Cannot read checkpoint: it is damaged");
    byte[] description = new byte[body.getInt()];
    body.get(description);
    return parse(description, body.asFloatBuffer());
  }

  /** SHA-256 of all that is behind the header. */
  private static byte[] digest(byte[] content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(content, HEADER_BYTES, content.length - HEADER_BYTES);
      return digest.digest();
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  private static byte[] describe(Checkpoint checkpoint) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(checkpoint.trialId());
      write(out, checkpoint.provenance());
      write(out, checkpoint.progress());
      out.writeInt(checkpoint.state().iteration());
      out.writeInt(checkpoint.state().parameters().length);
      out.writeInt(checkpoint.state().updater().length);
      out.writeDouble(checkpoint.elapsedSeconds());
      out.writeLong(checkpoint.peakNativeBytes());
      out.writeInt(checkpoint.epochs().size());
      for (EpochRow epoch : checkpoint.epochs()) {
        write(out, epoch);
      }
    } catch (IOException impossibleInMemory) {
      throw new UncheckedIOException(impossibleInMemory);
    }
    return bytes.toByteArray();
  }

  private static Checkpoint parse(byte[] description, FloatBuffer floats) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(description))) {
      String trialId = in.readUTF();
      Provenance provenance = readProvenance(in);
      EpochProgress progress = readProgress(in);
      int iteration = in.readInt();
      float[] parameters = new float[in.readInt()];
      float[] updater = new float[in.readInt()];
      floats.get(parameters).get(updater);
      double elapsed = in.readDouble();
      long peak = in.readLong();
      List<EpochRow> epochs = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        epochs.add(readEpoch(in, trialId));
      }
      TrainingState state = new TrainingState(iteration, parameters, updater);
      return new Checkpoint(trialId, provenance, progress, state, elapsed, peak, epochs);
    } catch (IOException unlikeItsVersion) {
      throw new EnvironmentException(
          "Cannot read checkpoint: " + unlikeItsVersion.getMessage(), unlikeItsVersion);
    }
  }

  private static void write(DataOutputStream out, Provenance provenance) throws IOException {
    out.writeUTF(provenance.version());
    out.writeUTF(provenance.gitCommit());
    out.writeUTF(provenance.javaVersion());
    out.writeUTF(provenance.backend());
    out.writeInt(provenance.threads());
    out.writeUTF(provenance.host());
    out.writeUTF(provenance.dataFingerprint());
    out.writeUTF(provenance.determinism());
    out.writeUTF(provenance.startedAt());
  }

  private static Provenance readProvenance(DataInputStream in) throws IOException {
    return new Provenance(
        in.readUTF(),
        in.readUTF(),
        in.readUTF(),
        in.readUTF(),
        in.readInt(),
        in.readUTF(),
        in.readUTF(),
        in.readUTF(),
        in.readUTF());
  }

  private static void write(DataOutputStream out, EpochProgress progress) throws IOException {
    out.writeInt(progress.epoch());
    out.writeInt(progress.steps());
    out.writeDouble(progress.totals().lossSum());
    out.writeInt(progress.totals().hits());
    out.writeInt(progress.totals().examples());
    out.writeDouble(progress.seconds());
  }

  private static EpochProgress readProgress(DataInputStream in) throws IOException {
    int epoch = in.readInt();
    int steps = in.readInt();
    Totals totals = new Totals(in.readDouble(), in.readInt(), in.readInt());
    return new EpochProgress(epoch, steps, totals, in.readDouble());
  }

  private static void write(DataOutputStream out, EpochRow epoch) throws IOException {
    out.writeInt(epoch.epoch());
    out.writeDouble(epoch.learningRate());
    out.writeDouble(epoch.trainLoss());
    out.writeDouble(epoch.trainAccuracy());
    out.writeDouble(epoch.seconds());
    out.writeBoolean(epoch.test() != null);
    if (epoch.test() != null) {
      out.writeDouble(epoch.test().accuracy());
      out.writeDouble(epoch.test().nll());
      out.writeDouble(epoch.test().ece());
      out.writeInt(epoch.test().examples());
    }
  }

  private static EpochRow readEpoch(DataInputStream in, String trialId) throws IOException {
    int epoch = in.readInt();
    double learningRate = in.readDouble();
    double loss = in.readDouble();
    double accuracy = in.readDouble();
    double seconds = in.readDouble();
    TestMeasures test =
        in.readBoolean()
            ? new TestMeasures(in.readDouble(), in.readDouble(), in.readDouble(), in.readInt())
            : null;
    return new EpochRow(trialId, epoch, learningRate, loss, accuracy, test, seconds);
  }
}
