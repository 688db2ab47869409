package org.sharelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sharelab.check.ValidationException;
import org.sharelab.platform.NativeBackend;

class FlatMatrixTest {

  @BeforeAll
  static void load() {
    NativeBackend.load();
  }

  /** Element (i, j) is 10 i + j + first, in either order of memory. */
  private static INDArray counted(int rows, int columns, char order, int first) {
    INDArray matrix = Nd4j.create(DataType.FLOAT, new long[] {rows, columns}, order);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.putScalar(i, j, 10 * i + j + first);
      }
    }
    return matrix;
  }

  @ParameterizedTest
  @CsvSource({
    "c, c, c, 3, 5, 4", "c, c, f, 3, 5, 4", "c, f, c, 3, 5, 4", "c, f, f, 3, 5, 4",
    "f, c, c, 3, 5, 4", "f, c, f, 3, 5, 4", "f, f, c, 3, 5, 4", "f, f, f, 3, 5, 4",
    "c, f, f, 1, 5, 4", "c, f, f, 3, 1, 4", "c, f, f, 3, 5, 1", "f, c, c, 1, 1, 1"
  })
  void multipliesWhateverTheOrdersAre(char ofA, char ofB, char ofC, int m, int k, int n) {
    INDArray a = counted(m, k, ofA, 1);
    INDArray b = counted(k, n, ofB, -7);
    INDArray c = Nd4j.valueArrayOf(new long[] {m, n}, Double.NaN, DataType.FLOAT).dup(ofC);
    FlatMatrix.of(c).setProduct(FlatMatrix.of(a), FlatMatrix.of(b));
    INDArray turned = Nd4j.create(DataType.FLOAT, new long[] {n, m}, ofC);
    FlatMatrix.of(turned).setProduct(FlatMatrix.of(b).turned(), FlatMatrix.of(a).turned());
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int x = 0; x < k; x++) {
          sum += (10 * i + x + 1) * (10 * x + j - 7);
        }
        assertThat(c.getDouble(i, j)).as("%d, %d", i, j).isEqualTo(sum, within(1e-2));
        assertThat(turned.getDouble(j, i)).as("%d, %d turned", i, j).isEqualTo(c.getDouble(i, j));
      }
    }
  }

  @Test
  void viewsPartsThatHaveNoGaps() {
    INDArray whole = counted(4, 6, 'c', 0);
    INDArray rows = whole.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all());
    INDArray squares = Nd4j.create(DataType.FLOAT, new long[] {2, 2}, 'c');
    FlatMatrix.of(squares).setProduct(FlatMatrix.of(rows), FlatMatrix.of(rows).turned());
    // 10^2 + 11^2 + ... + 15^2 and 10 20 + 11 21 + ... + 15 25.
    assertThat(squares.getDouble(0, 0)).isEqualTo(955);
    assertThat(squares.getDouble(0, 1)).isEqualTo(1705);
  }

  @Test
  void rejectsWhatItCannotView() {
    INDArray whole = counted(4, 6, 'c', 0);
    INDArray columns = whole.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3));
    assertThat(FlatMatrix.canView(columns)).as("rows with gaps").isFalse();
    assertThat(FlatMatrix.canView(whole.castTo(DataType.DOUBLE))).isFalse();
    assertThat(FlatMatrix.canView(whole.reshape(2, 2, 6))).isFalse();
    assertThatThrownBy(() -> FlatMatrix.of(columns))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("FLOAT, rows or columns without gaps");
  }

  @Test
  void rejectsSizesThatDoNotFit() {
    FlatMatrix a = FlatMatrix.of(counted(2, 3, 'c', 0));
    FlatMatrix b = FlatMatrix.of(counted(2, 4, 'c', 0));
    FlatMatrix c = FlatMatrix.of(counted(2, 4, 'c', 0));
    assertThatThrownBy(() -> c.setProduct(a, b))
        .hasMessage("Cannot multiply [2, 3] by [2, 4] into [2, 4]");
  }
}
