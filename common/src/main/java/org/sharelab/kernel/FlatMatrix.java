package org.sharelab.kernel;

import static org.sharelab.check.Checks.valid;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.kernel.Gemm.Matrix;

/**
 * A float matrix of the caller in the CPU's memory, for products by oneDNN: where matrices are
 * small, ND4J's calls take longer than the products.
 *
 * <pre>{@code
 * FlatMatrix.of(weightGradient).setProduct(FlatMatrix.of(x).turned(), FlatMatrix.of(dy));
 * }</pre>
 */
public final class FlatMatrix {
  private final int rows;
  private final int columns;
  private final Matrix memory;

  private FlatMatrix(int rows, int columns, Matrix memory) {
    this.rows = rows;
    this.columns = columns;
    this.memory = memory;
  }

  /**
   * A view of an array, valid as long as that is.
   *
   * @throws org.sharelab.check.ValidationException unless {@link #canView}
   */
  public static FlatMatrix of(INDArray array) {
    valid(
        canView(array),
        "Invalid matrix: %s (FLOAT, rows or columns without gaps)",
        array.shapeInfoToString());
    int rows = (int) array.size(0);
    int columns = (int) array.size(1);
    var start = new NativeMemory.Address(array.data().addressPointer().address());
    Matrix memory =
        isWithoutGaps(array, 1) ? Matrix.of(start, columns) : Matrix.of(start, rows).turned();
    return new FlatMatrix(rows, columns, memory);
  }

  /** Whether an array is a float matrix of which rows or columns follow one another. */
  public static boolean canView(INDArray array) {
    return array.dataType() == DataType.FLOAT
        && array.rank() == 2
        && (isWithoutGaps(array, 1) || isWithoutGaps(array, 0));
  }

  /** Whether scalars along an axis are neighbours, and so are its lines. */
  private static boolean isWithoutGaps(INDArray array, int axis) {
    int other = 1 - axis;
    return (array.size(axis) == 1 || array.stride(axis) == 1)
        && (array.size(other) == 1 || array.stride(other) == array.size(axis));
  }

  /** The transpose, in the same memory. */
  public FlatMatrix turned() {
    return new FlatMatrix(columns, rows, memory.turned());
  }

  /** Becomes a b, for a [M, K] and b [K, N]; this is [M, N]. */
  public void setProduct(FlatMatrix a, FlatMatrix b) {
    valid(
        a.rows == rows && b.columns == columns && a.columns == b.rows,
        "Cannot multiply [%d, %d] by [%d, %d] into [%d, %d]",
        a.rows,
        a.columns,
        b.rows,
        b.columns,
        rows,
        columns);
    if (memory.isTurned()) {
      turned().setProduct(b.turned(), a.turned());
    } else {
      Gemm.multiply(rows, columns, a.columns, 1f, a.memory, b.memory, 0f, memory);
    }
  }
}
