package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_version_t;
import org.sharelab.model.Operation.Activation;

/** Primitives on the CPU by oneDNN, in the blocked layout that it prefers on this machine. */
final class OneDnnKernels implements Kernels {
  private final OneDnnSession session = new OneDnnSession();
  private final Map<Object, Object> planned = new HashMap<>();

  /** What a primitive is planned for. */
  private record Key(Class<?> kernel, Object shape, Object detail) {}

  private <S, K> K planned(Class<K> kernel, S shape, Object detail, Function<S, K> plan) {
    return kernel.cast(
        planned.computeIfAbsent(new Key(kernel, shape, detail), unseen -> plan.apply(shape)));
  }

  @Override
  public String name() {
    dnnl_version_t version = dnnl_version();
    return "onednn-%d.%d.%d/%s%s"
        .formatted(
            version.major(),
            version.minor(),
            version.patch(),
            instructionSet(),
            session.loops().isVector() ? "+vectors" : "");
  }

  private static String instructionSet() {
    return switch (dnnl_get_effective_cpu_isa()) {
      case dnnl_cpu_isa_sse41 -> "sse41";
      case dnnl_cpu_isa_avx -> "avx";
      case dnnl_cpu_isa_avx2 -> "avx2";
      case dnnl_cpu_isa_avx2_vnni -> "avx2-vnni";
      case dnnl_cpu_isa_avx512_core -> "avx512";
      case dnnl_cpu_isa_avx512_core_vnni -> "avx512-vnni";
      case dnnl_cpu_isa_avx512_core_bf16 -> "avx512-bf16";
      case dnnl_cpu_isa_avx512_core_amx -> "avx512-amx";
      default -> "isa-0x" + Integer.toHexString(dnnl_get_effective_cpu_isa());
    };
  }

  @Override
  public long bytes(BatchShape shape, Layout layout) {
    return session.layout(shape, layout).bytes();
  }

  @Override
  public MemoryBlock allocate(long bytes) {
    return session.memory.allocate(bytes);
  }

  @Override
  public Tensor tensor(BatchShape shape, Layout layout, MemoryBlock memory, long offset) {
    return new OneDnnTensor(
        session, shape, session.layout(shape, layout), ((NativeMemory.Block) memory).at(offset));
  }

  @Override
  public PlainTensor plain(BatchShape shape) {
    return new OneDnnTensor(
        session,
        shape,
        OneDnnLayout.plain(session, shape.dimensions()),
        new NativeMemory.Address(0));
  }

  @Override
  public ReorderKernel reorder(BatchShape shape, Layout from, Layout to) {
    return planned(
        OneDnnReorder.class,
        shape,
        List.of(from, to),
        s -> new OneDnnReorder(session, s, from, to));
  }

  @Override
  public ConvolutionKernel convolution(ConvolutionShape shape) {
    return planned(OneDnnConvolution.class, shape, null, s -> new OneDnnConvolution(session, s));
  }

  @Override
  public BatchNormKernel batchNorm(BatchShape shape, double epsilon) {
    return norm(shape, epsilon, new StagedFunction.Identity());
  }

  @Override
  public Optional<BatchNormKernel> activationNorm(
      BatchShape shape, Activation.Function function, double epsilon) {
    return session.loops().function(function).map(staged -> norm(shape, epsilon, staged));
  }

  private BatchNormKernel norm(BatchShape shape, double epsilon, StagedFunction activation) {
    return planned(
        BlockedBatchNorm.class,
        shape,
        List.of(activation.getClass(), epsilon),
        s -> new BlockedBatchNorm(session, s, epsilon, activation));
  }

  @Override
  public ActivationKernel activation(
      BatchShape shape, Layout layout, Activation.Function function) {
    return planned(
        OneDnnActivation.class,
        shape,
        List.of(layout, function),
        s -> new OneDnnActivation(session, session.layout(s, layout), function));
  }

  @Override
  public PointwiseKernel pointwise(BatchShape shape, Layout layout) {
    return planned(
        OneDnnPointwise.class,
        shape,
        layout,
        s -> new OneDnnPointwise(session, session.layout(s, layout)));
  }

  @Override
  public ScaleKernel scale(BatchShape shape) {
    return planned(OneDnnScale.class, shape, null, s -> new OneDnnScale(session, s));
  }

  @Override
  public PoolKernel pool(PoolShape shape) {
    return planned(OneDnnPool.class, shape, null, s -> new OneDnnPool(session, s));
  }

  @Override
  public DenseKernel dense(DenseShape shape) {
    return new GemmDense(shape);
  }

  @Override
  public LayerNormKernel layerNorm(int rows, int width, double epsilon) {
    return new RowLayerNorm(rows, width, epsilon);
  }

  @Override
  public SoftmaxCrossEntropyKernel softmaxCrossEntropy(int rows, int classes) {
    return new RowSoftmax(rows, classes);
  }

  @Override
  public AttentionKernel attention(AttentionShape shape) {
    return planned(GemmAttention.class, shape, null, s -> new GemmAttention(session, s));
  }

  @Override
  public TokenKernel tokens(BatchShape shape) {
    int tokens = Math.toIntExact(shape.example().area());
    return new RowTokens(shape.batch(), tokens, shape.channels());
  }

  @Override
  public long nativeBytes() {
    return session.memory.bytes();
  }

  @Override
  public long peakNativeBytes() {
    return session.memory.peakBytes();
  }

  @Override
  public void close() {
    session.close();
  }
}
