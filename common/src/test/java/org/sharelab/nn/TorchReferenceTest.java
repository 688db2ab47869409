package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sharelab.testing.SharedFiles;

/** A rate-8 network trained in PyTorch gives the same outputs here. */
class TorchReferenceTest {
  private static final int IMAGES = 5000;

  private final JsonNode reference;
  private final ComputationGraph graph;

  TorchReferenceTest() throws IOException {
    TorchConvMixer torch = TorchConvMixer.load();
    reference = torch.reference();
    graph = torch.graph();
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
}
