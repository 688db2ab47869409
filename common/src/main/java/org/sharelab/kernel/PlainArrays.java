package org.sharelab.kernel;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.sharelab.check.Checks;

/** The caller's arrays, as native code sees them. */
final class PlainArrays {
  private PlainArrays() {}

  /**
   * The address of a float array that must lie row by row without gaps. Views with an offset are
   * fine.
   */
  static Pointer address(INDArray array, long size) {
    Checks.valid(
        array.dataType() == DataType.FLOAT
            && array.length() == size
            && Shape.hasDefaultStridesForShape(array),
        "Invalid array: %s of %s with strides %s (contiguous row-major FLOAT of %d scalars)",
        java.util.Arrays.toString(array.shape()),
        array.dataType(),
        java.util.Arrays.toString(array.stride()),
        size);
    return new NativeMemory.Address(array.data().address());
  }
}
