package org.sharelab.platform;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays of floats on the CPU as the memory that they are. */
public final class FlatMemory {
  private FlatMemory() {}

  /** The scalars of an array without gaps, in its order; valid as long as the array is. */
  public static FloatBuffer of(INDArray array) {
    return new FloatPointer(array.data().addressPointer()).capacity(array.length()).asBuffer();
  }
}
