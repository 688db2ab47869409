package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sharelab.model.ModelDesign;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;
import org.sharelab.testing.SharedFiles;

/** A rate-8 network trained in PyTorch gives the same outputs here. */
class TorchReferenceTest {
  private static final int IMAGES = 5000;

  private final JsonNode reference;
  private final ComputationGraph graph;

  TorchReferenceTest() throws IOException {
    Path json = SharedFiles.truth("convmixer_r8_pytorch.json");
    reference = new ObjectMapper().readTree(json.toFile());
    ModelDesign design =
        ConvMixers.settingM().shared(8, Transform.NONE, "pointwise", "pointwise-bias");
    graph = NetworkBuilder.build(design, ConvMixers.floatOptions());
    NetworkParameters parameters = NetworkParameters.of(graph, design.architecture());
    tensors(SharedFiles.truth("convmixer_r8_pytorch.bin"))
        .forEach((slot, values) -> parameters.set(slot, values));
  }

  @Test
  void reproducesLogits() throws IOException {
    INDArray expected =
        Nd4j.createFromArray(
            new ObjectMapper().convertValue(reference.get("logits_first4_test"), double[][].class));
    INDArray logProbabilities =
        Transforms.log(graph.outputSingle(images(4)).castTo(expected.dataType()));
    INDArray shift = expected.sub(logProbabilities).mean(true, 1);
    INDArray difference = expected.sub(logProbabilities).sub(shift);
    assertThat(difference.amaxNumber().doubleValue()).isLessThan(2e-5);
  }

  @Test
  void reproducesAccuracy() throws IOException {
    INDArray images = images(IMAGES);
    byte[] labels = read("t10k-labels-idx1-ubyte.gz", 8, IMAGES);
    int correct = 0;
    for (int start = 0; start < IMAGES; start += 500) {
      INDArray batch = images.get(NDArrayIndex.interval(start, start + 500));
      int[] predicted = graph.outputSingle(batch).argMax(1).toIntVector();
      for (int i = 0; i < predicted.length; i++) {
        correct += predicted[i] == labels[start + i] ? 1 : 0;
      }
    }
    assertThat(correct / (double) IMAGES).isEqualTo(reference.get("acc_first5000_test").asDouble());
  }

  private INDArray images(int count) throws IOException {
    byte[] pixels = read("t10k-images-idx3-ubyte.gz", 16, count * 784);
    float[] values = new float[pixels.length];
    double mean = reference.get("mean").asDouble();
    double deviation = reference.get("std").asDouble();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (((pixels[i] & 0xff) / 255.0 - mean) / deviation);
    }
    return Nd4j.createFromArray(values).reshape(count, 1, 28, 28);
  }

  /** Bytes of an IDX file after its header. */
  private static byte[] read(String file, int header, int count) throws IOException {
    Path path = SharedFiles.data("fashion-mnist/" + file);
    try (var in = new DataInputStream(new GZIPInputStream(Files.newInputStream(path)))) {
      in.skipNBytes(header);
      return in.readNBytes(count);
    }
  }

  /** PyTorch's tensors under our names; the shared pointwise tensors are set through one use. */
  private Map<Slot, INDArray> tensors(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    Map<Slot, INDArray> tensors = new LinkedHashMap<>();
    for (JsonNode tensor : reference.get("tensors")) {
      long[] shape =
          StreamSupport.stream(tensor.get("shape").spliterator(), false)
              .mapToLong(JsonNode::asLong)
              .toArray();
      float[] values = new float[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)];
      bytes
          .position(4 * tensor.get("offset_floats").asInt())
          .slice()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
      INDArray array = Nd4j.createFromArray(values).reshape(shape);
      String name = tensor.get("name").asText();
      tensors.put(
          slot(name),
          switch (name) {
            case "fc.weight" -> array.transpose();
            case "W.0" -> array.reshape(shape[0], shape[1], 1, 1);
            default -> array;
          });
    }
    return tensors;
  }

  private static Slot slot(String name) {
    String[] parts = name.split("\\.");
    if (name.equals("W.0") || name.equals("b.0")) {
      return new Slot("block0.pointwise", parts[0]);
    }
    String parameter = parts[parts.length - 1];
    boolean norm = parts[0].startsWith("bn");
    String ours =
        switch (parameter) {
          case "weight" -> norm ? "gamma" : "W";
          case "bias" -> norm ? "beta" : "b";
          case "running_mean" -> "mean";
          case "running_var" -> "var";
          default -> throw new IllegalArgumentException(name);
        };
    String layer =
        switch (parts[0]) {
          case "patch" -> "patch";
          case "bn0" -> "patch.norm";
          case "dw" -> "block" + parts[1] + ".depthwise";
          case "bn1" -> "block" + parts[1] + ".depthwise.norm";
          case "bn2" -> "block" + parts[1] + ".pointwise.norm";
          default -> "classifier";
        };
    return new Slot(layer, ours);
  }
}
