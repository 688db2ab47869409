package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_auto;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/**
 * One engine and stream of oneDNN with all that is made for them: primitives, memories and one
 * scratchpad, which the primitives of a session use in turn.
 */
final class OneDnnSession implements AutoCloseable {
  /** Channels of the convolution that is asked for its layout; a multiple of any block. */
  private static final int PROBE_CHANNELS = 64;

  final dnnl_engine engine = new dnnl_engine();
  final dnnl_stream stream = new dnnl_stream();
  final NativeMemory memory = new NativeMemory();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final int channelBlock;
  private final StagedLoops loops;
  private NativeMemory.Block scratchpad;

  OneDnnSession() {
    check(dnnl_engine_create(engine, dnnl_cpu, 0), "create", "engine");
    check(dnnl_stream_create(stream, engine, dnnl_stream_default_flags), "create", "stream");
    channelBlock = probeChannelBlock();
    loops = StagedLoops.of(channelBlock);
  }

  /** Channels that lie together in the layout that convolutions prefer here; 1 if none do. */
  int channelBlock() {
    return channelBlock;
  }

  /** What passes in Java are made of. */
  StagedLoops loops() {
    return loops;
  }

  /** Channels that a native tensor has memory for. */
  int paddedChannels(int channels) {
    return (channels + channelBlock - 1) / channelBlock * channelBlock;
  }

  /** The description of a tensor in native layout. */
  OneDnnLayout nativeLayout(BatchShape shape) {
    return OneDnnLayout.blocked(this, channelBlock, shape.dimensions());
  }

  OneDnnLayout layout(BatchShape shape, Layout layout) {
    return switch (layout) {
      case PLAIN -> OneDnnLayout.plain(this, shape.dimensions());
      case NATIVE -> nativeLayout(shape);
      case ROWS -> OneDnnLayout.rows(this, shape.dimensions());
    };
  }

  /** Runs when the session is closed, latest first. */
  <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  /** Scratch memory that is valid until the next call; primitives do not run concurrently. */
  NativeMemory.Block scratchpad(long bytes) {
    if (scratchpad == null || scratchpad.bytes() < bytes) {
      if (scratchpad != null) {
        scratchpad.close();
      }
      scratchpad = memory.allocate(bytes);
    }
    return scratchpad;
  }

  private int probeChannelBlock() {
    long[] image = {1, PROBE_CHANNELS, 8, 8};
    long[] one = {1, 1};
    long[] zero = {0, 0};
    try (dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t()) {
      OneDnnLayout any = OneDnnLayout.any(this, image);
      OneDnnLayout weight = OneDnnLayout.any(this, PROBE_CHANNELS, 1, 1, 3, 3);
      check(
          dnnl.dnnl_dilated_convolution_forward_desc_init(
              operation,
              dnnl_forward_training,
              dnnl_convolution_auto,
              any.descriptor(),
              weight.descriptor(),
              null,
              any.descriptor(),
              one,
              zero,
              one,
              one),
          "describe",
          "convolution");
      try (OneDnnPrimitive primitive = OneDnnPrimitive.create(this, operation, null)) {
        return primitive.layout(dnnl_query_dst_md).channelBlock();
      }
    }
  }

  static void check(int status, String verb, String object) {
    if (status != dnnl_success) {
      throw new IllegalStateException(
          "Cannot %s %s: oneDNN reports status %d".formatted(verb, object, status));
    }
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("Cannot free oneDNN resources: " + e.getMessage(), e);
      }
    }
    dnnl_stream_destroy(stream);
    dnnl_engine_destroy(engine);
    memory.close();
  }
}
