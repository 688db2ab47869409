package org.sharelab.kernel;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
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
        array.dataType() == DataType.FLOAT && array.length() == size && isRowMajor(array),
        "Invalid array: %s of %s with strides %s (contiguous row-major FLOAT of %d scalars)",
        Arrays.toString(array.shape()),
        array.dataType(),
        Arrays.toString(array.stride()),
        size);
    return new NativeMemory.Address(array.data().addressPointer().address());
  }

  /** Strides are those of row-major order without gaps; axes of one element may have any. */
  private static boolean isRowMajor(INDArray array) {
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != expected) {
        return false;
      }
      expected *= array.size(axis);
    }
    return true;
  }
}
