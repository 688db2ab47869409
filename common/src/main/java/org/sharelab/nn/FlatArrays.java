package org.sharelab.nn;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.platform.FlatMemory;
import org.sharelab.platform.NativeBackend;

/**
 * What every step does to short vectors, without ND4J's cost of a call where they are in the CPU's
 * memory. All are floats without gaps.
 */
final class FlatArrays {
  private FlatArrays() {}

  /** x = 0. */
  static void clear(INDArray x) {
    if (NativeBackend.isOnDevice()) {
      x.assign(0);
    } else {
      Pointer.memset(x.data().addressPointer(), 0, bytes(x));
    }
  }

  /** y = x. */
  static void copy(INDArray x, INDArray y) {
    if (NativeBackend.isOnDevice()) {
      y.assign(x);
    } else {
      Pointer.memcpy(y.data().addressPointer(), x.data().addressPointer(), bytes(x));
    }
  }

  /** difference = x - y. */
  static void subtract(INDArray x, INDArray y, INDArray difference) {
    if (NativeBackend.isOnDevice()) {
      x.subi(y, difference);
      return;
    }
    FloatBuffer from = FlatMemory.of(x);
    FloatBuffer subtrahend = FlatMemory.of(y);
    FloatBuffer to = FlatMemory.of(difference);
    for (int i = 0; i < from.capacity(); i++) {
      to.put(i, from.get(i) - subtrahend.get(i));
    }
  }

  private static long bytes(INDArray x) {
    return x.length() * DataType.FLOAT.width();
  }
}
