package org.sharelab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sharelab.kernel.ActivationKernel;
import org.sharelab.kernel.BatchNormKernel;
import org.sharelab.kernel.BatchShape;
import org.sharelab.kernel.ConvolutionKernel;
import org.sharelab.kernel.ConvolutionShape;
import org.sharelab.kernel.KernelChoice;
import org.sharelab.kernel.Kernels;
import org.sharelab.kernel.Layout;
import org.sharelab.kernel.MemoryBlock;
import org.sharelab.kernel.Tensor;
import org.sharelab.model.Operation.Activation;
import org.sharelab.model.Operation.Convolution;
import org.sharelab.platform.NativeBackend;
import org.sharelab.random.Seed;

/** The primitives of a ConvMixer block, one call each, on feature maps of a benchmark case. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class KernelBenchmark {
  private static final double EPSILON = 1e-5;
  private static final int ANY_DEPTH = 1;

  @Param({"ONEDNN", "ND4J"})
  public KernelChoice kernels;

  @Param({"64,128,16,5"})
  public String sizes;

  private final List<MemoryBlock> blocks = new ArrayList<>();
  private Kernels primitives;
  private Tensor x;
  private Tensor y;
  private Tensor dy;
  private Tensor dx;
  private ConvolutionOperands depthwise;
  private ConvolutionOperands pointwise;
  private BatchNormKernel batchNorm;
  private BatchNormKernel fused;
  private BatchNormKernel.Statistics statistics;
  private INDArray gamma;
  private INDArray beta;
  private INDArray dGamma;
  private INDArray dBeta;
  private ActivationKernel gelu;

  /** A convolution with its parameters and their gradients. */
  private record ConvolutionOperands(
      ConvolutionKernel kernel,
      ConvolutionKernel.PackedWeight weight,
      INDArray bias,
      INDArray dWeight,
      INDArray dBias) {
    static ConvolutionOperands of(Kernels kernels, BatchShape shape, Convolution convolution) {
      ConvolutionShape planned = new ConvolutionShape(shape, convolution, Layout.NATIVE);
      ConvolutionKernel kernel = kernels.convolution(planned);
      ConvolutionKernel.PackedWeight weight = kernel.pack();
      weight.load(normal("weight", planned.weightDimensions()));
      return new ConvolutionOperands(
          kernel,
          weight,
          normal("bias", shape.channels()),
          Nd4j.create(DataType.FLOAT, planned.weightDimensions()),
          Nd4j.create(DataType.FLOAT, shape.channels()));
    }
  }

  @Setup
  public void plan() {
    NativeBackend.load();
    NativeBackend.useThreads(StepBenchmark.THREADS);
    BenchmarkCase measured = BenchmarkCase.parse(sizes, ANY_DEPTH);
    int width = measured.width();
    BatchShape shape = BatchShape.of(measured.batch(), width, measured.image(), measured.image());
    primitives = kernels.open();
    x = tensor(shape, "x");
    dy = tensor(shape, "dy");
    y = tensor(shape, "y");
    dx = tensor(shape, "dx");
    depthwise =
        ConvolutionOperands.of(
            primitives, shape, Convolution.same(width, measured.kernel(), 1, width, true));
    pointwise = ConvolutionOperands.of(primitives, shape, Convolution.pointwise(width, true));
    gelu = primitives.activation(shape, Layout.NATIVE, Activation.Function.GELU);
    batchNorm = primitives.batchNorm(shape, EPSILON);
    fused = primitives.activationNorm(shape, Activation.Function.GELU, EPSILON).orElse(batchNorm);
    statistics = batchNorm.statistics();
    gamma = Nd4j.ones(DataType.FLOAT, width);
    beta = Nd4j.zeros(DataType.FLOAT, width);
    dGamma = Nd4j.zeros(DataType.FLOAT, width);
    dBeta = Nd4j.zeros(DataType.FLOAT, width);
    batchNorm.forward(x, gamma, beta, statistics, null, y);
  }

  private Tensor tensor(BatchShape shape, String name) {
    MemoryBlock block = primitives.allocate(primitives.bytes(shape, Layout.NATIVE));
    blocks.add(block);
    Tensor tensor = primitives.tensor(shape, Layout.NATIVE, block, 0);
    try (INDArray values = normal(name, shape.dimensions())) {
      tensor.load(values);
    }
    return tensor;
  }

  private static INDArray normal(String name, long... shape) {
    INDArray array = Nd4j.create(DataType.FLOAT, shape, 'c');
    var random = Seed.of(1).derive(name).generator();
    for (long i = 0; i < array.length(); i++) {
      array.data().put(i, (float) random.nextGaussian());
    }
    return array;
  }

  @TearDown
  public void close() {
    blocks.forEach(MemoryBlock::close);
    blocks.clear();
    primitives.close();
  }

  @Benchmark
  public void depthwiseForward() {
    depthwise.kernel().forward(x, depthwise.weight(), depthwise.bias(), y);
  }

  @Benchmark
  public void depthwiseBackwardData() {
    depthwise.kernel().backwardData(dy, depthwise.weight(), dx);
  }

  @Benchmark
  public void depthwiseBackwardWeights() {
    depthwise.kernel().backwardWeights(x, dy, depthwise.dWeight(), depthwise.dBias());
  }

  @Benchmark
  public void pointwiseForward() {
    pointwise.kernel().forward(x, pointwise.weight(), pointwise.bias(), y);
  }

  @Benchmark
  public void pointwiseBackwardData() {
    pointwise.kernel().backwardData(dy, pointwise.weight(), dx);
  }

  @Benchmark
  public void pointwiseBackwardWeights() {
    pointwise.kernel().backwardWeights(x, dy, pointwise.dWeight(), pointwise.dBias());
  }

  @Benchmark
  public void batchNormForward() {
    batchNorm.forward(x, gamma, beta, statistics, null, y);
  }

  @Benchmark
  public void batchNormBackward() {
    batchNorm.backward(x, dy, gamma, statistics, dx, dGamma, dBeta, null);
  }

  /** GELU, norm and residual sum, as blocks run them; without such a kernel the norm alone. */
  @Benchmark
  public void geluNormForward() {
    fused.forward(x, gamma, beta, statistics, dy, y);
  }

  @Benchmark
  public void geluNormBackward() {
    fused.backward(x, dy, gamma, statistics, dx, dGamma, dBeta, dBeta);
  }

  @Benchmark
  public void geluForward() {
    gelu.forward(x, y);
  }

  @Benchmark
  public void geluBackward() {
    gelu.backward(x, dy, dx);
  }
}
