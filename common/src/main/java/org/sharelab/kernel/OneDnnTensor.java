package org.sharelab.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.check.Checks;

/** A tensor in a layout of oneDNN. */
final class OneDnnTensor implements PlainTensor {
  private final OneDnnSession session;
  private final BatchShape shape;
  private final OneDnnMemory memory;
  private final OneDnnMemory plain;
  private OneDnnPrimitive toPlain;
  private OneDnnPrimitive fromPlain;
  private ByteBuffer bytes;

  OneDnnTensor(OneDnnSession session, BatchShape shape, OneDnnLayout layout, Pointer address) {
    this.session = session;
    this.shape = shape;
    this.memory = OneDnnMemory.at(session, layout, address);
    this.plain = OneDnnMemory.unbound(session, OneDnnLayout.plain(session, shape.dimensions()));
  }

  static OneDnnMemory memory(Tensor tensor) {
    return ((OneDnnTensor) tensor).memory;
  }

  @Override
  public BatchShape shape() {
    return shape;
  }

  @Override
  public void bind(INDArray array) {
    memory.bind(array, shape.size());
  }

  @Override
  public void load(INDArray array) {
    if (fromPlain == null) {
      fromPlain = OneDnnPrimitive.reorder(session, plain.layout(), memory.layout(), false);
    }
    Reorders.run(fromPlain, plain.bind(array, shape.size()), memory);
  }

  @Override
  public void store(INDArray array) {
    if (toPlain == null) {
      toPlain = OneDnnPrimitive.reorder(session, memory.layout(), plain.layout(), false);
    }
    Reorders.run(toPlain, memory, plain.bind(array, shape.size()));
  }

  /** All scalars in memory order, padding included. */
  FloatBuffer scalars() {
    if (bytes == null) {
      long size = memory.layout().bytes();
      Checks.environment(
          size <= Integer.MAX_VALUE,
          "Cannot hold a feature map of %d bytes: at most 2 GiB (reduce the batch size)",
          size);
      bytes =
          new BytePointer(memory.address())
              .capacity(size)
              .asByteBuffer()
              .order(ByteOrder.nativeOrder());
    }
    return bytes.asFloatBuffer();
  }
}
