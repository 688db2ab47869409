package org.sharelab.nn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sharelab.model.ModelDesign;
import org.sharelab.sharing.Slot;
import org.sharelab.sharing.Transform;
import org.sharelab.testing.SharedFiles;

/**
 * A rate-8 ConvMixer that was trained in PyTorch.
 *
 * @param reference what PyTorch computed with it
 */
public record TorchConvMixer(ModelDesign design, ComputationGraph graph, JsonNode reference) {

  /** Reads it; skips the test where its files are absent. */
  public static TorchConvMixer load() throws IOException {
    return load(NetworkOptions.Engine.LAYERS);
  }

  /** Reads it; skips the test where its files are absent. */
  public static TorchConvMixer load(NetworkOptions.Engine engine) throws IOException {
    Path json = SharedFiles.truth("convmixer_r8_pytorch.json");
    JsonNode reference = new ObjectMapper().readTree(json.toFile());
    ModelDesign design =
        ConvMixers.settingM().shared(8, Transform.NONE, "pointwise", "pointwise-bias");
    NetworkOptions options = ConvMixers.floatOptions();
    ComputationGraph graph =
        NetworkBuilder.build(
            design,
            new NetworkOptions(
                options.dataType(),
                options.seed(),
                options.updates(),
                options.initialization(),
                engine));
    NetworkParameters parameters = NetworkParameters.of(graph, design.architecture());
    tensors(reference, SharedFiles.truth("convmixer_r8_pytorch.bin")).forEach(parameters::set);
    return new TorchConvMixer(design, graph, reference);
  }

  /** PyTorch's tensors under our names; the shared pointwise tensors are set through one use. */
  private static Map<Slot, INDArray> tensors(JsonNode reference, Path file) throws IOException {
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
