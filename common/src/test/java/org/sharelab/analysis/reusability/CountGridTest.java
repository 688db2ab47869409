package org.sharelab.analysis.reusability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sharelab.random.Seed;

/** Grids of many digits against plain {@link BigInteger} arrays. */
class CountGridTest {

  @Test
  void randomChainsOfOperationsAreExact() {
    for (long seed = 0; seed < 100; seed++) {
      RandomGenerator random = Seed.of(seed).derive("grid").generator();
      int height = 1 + random.nextInt(9);
      int width = 1 + random.nextInt(9);
      CountGrid grid = CountGrid.ones(height, width);
      BigInteger[][] plain = constant(height, width, BigInteger.ONE);
      for (int step = 0; step < 8; step++) {
        long factor = 1 + (random.nextLong() >>> (1 + random.nextInt(62)));
        switch (random.nextInt(4)) {
          case 0 -> {
            grid = grid.times(factor);
            plain = scaled(plain, BigInteger.valueOf(factor));
          }
          case 1 -> {
            BigInteger added = BigInteger.valueOf(factor).pow(1 + random.nextInt(4));
            grid = grid.plus(CountGrid.constant(grid.height(), grid.width(), added));
            plain = sum(plain, constant(plain.length, plain[0].length, added));
          }
          case 2 -> {
            grid = grid.plus(grid.times(factor));
            plain = sum(plain, scaled(plain, BigInteger.valueOf(factor)));
          }
          default -> {
            Window window = randomWindow(random);
            int sourceHeight = source(window, plain.length, random);
            int sourceWidth = source(window, plain[0].length, random);
            assertThat(grid.tapSums(window, sourceHeight, sourceWidth))
                .as("taps of %s, seed %d", window, seed)
                .isEqualTo(tapSums(plain, window, sourceHeight, sourceWidth));
            grid = grid.spread(window, sourceHeight, sourceWidth);
            plain = spread(plain, window, sourceHeight, sourceWidth);
          }
        }
        assertEqual(grid, plain, seed);
      }
    }
  }

  private static Window randomWindow(RandomGenerator random) {
    int kernel = 1 + random.nextInt(5);
    return new Window(kernel, 1 + random.nextInt(3), random.nextInt(kernel));
  }

  /** A source size of which so many outputs can be made, with any padding after it. */
  private static int source(Window window, int outputs, RandomGenerator random) {
    int reach = (outputs - 1) * window.stride() + window.kernel() - window.padBefore();
    return Math.max(1, reach - random.nextInt(window.kernel()) + random.nextInt(2));
  }

  private static void assertEqual(CountGrid grid, BigInteger[][] plain, long seed) {
    BigInteger sum = BigInteger.ZERO;
    for (int h = 0; h < plain.length; h++) {
      for (int w = 0; w < plain[h].length; w++) {
        assertEquals(plain[h][w], grid.at(h, w), () -> "seed " + seed);
        sum = sum.add(plain[h][w]);
      }
    }
    assertThat(grid.sum()).as("seed %d", seed).isEqualTo(sum);
    assertThat(grid.broadcastSum(2, 1).at(1, 0)).isEqualTo(sum);
  }

  @Test
  void rowsOutsideAreZero() {
    CountGrid grid = CountGrid.constant(1, 1, BigInteger.TEN.pow(40)).times(3);

    CountGrid moved = grid.rows(-2, 4);

    assertThat(moved.at(2, 0)).isEqualTo(BigInteger.TEN.pow(40).multiply(BigInteger.valueOf(3)));
    assertThat(moved.at(0, 0)).isZero();
    assertThat(moved.at(3, 0)).isZero();
    assertThat(moved.rows(2, 1).sum()).isEqualTo(grid.sum());
  }

  @Test
  void rejectsMapsWhoseSumsWouldOverflow() {
    assertThatThrownBy(() -> CountGrid.ones(2049, 2048))
        .hasMessage("Invalid feature map: 2049x2048 (at most 4194304 cells)");
  }

  private static BigInteger[][] constant(int height, int width, BigInteger value) {
    BigInteger[][] grid = new BigInteger[height][width];
    Arrays.stream(grid).forEach(row -> Arrays.fill(row, value));
    return grid;
  }

  private static BigInteger[][] scaled(BigInteger[][] grid, BigInteger factor) {
    return Arrays.stream(grid)
        .map(row -> Arrays.stream(row).map(factor::multiply).toArray(BigInteger[]::new))
        .toArray(BigInteger[][]::new);
  }

  private static BigInteger[][] sum(BigInteger[][] a, BigInteger[][] b) {
    BigInteger[][] sums = new BigInteger[a.length][a[0].length];
    for (int h = 0; h < a.length; h++) {
      for (int w = 0; w < a[h].length; w++) {
        sums[h][w] = a[h][w].add(b[h][w]);
      }
    }
    return sums;
  }

  private static BigInteger[][] spread(
      BigInteger[][] out, Window window, int sourceHeight, int sourceWidth) {
    BigInteger[][] source = constant(sourceHeight, sourceWidth, BigInteger.ZERO);
    for (int h = 0; h < out.length; h++) {
      for (int w = 0; w < out[h].length; w++) {
        for (int y = 0; y < window.kernel(); y++) {
          for (int x = 0; x < window.kernel(); x++) {
            int row = h * window.stride() + y - window.padBefore();
            int column = w * window.stride() + x - window.padBefore();
            if (row >= 0 && row < sourceHeight && column >= 0 && column < sourceWidth) {
              source[row][column] = source[row][column].add(out[h][w]);
            }
          }
        }
      }
    }
    return source;
  }

  private static BigInteger[] tapSums(
      BigInteger[][] out, Window window, int sourceHeight, int sourceWidth) {
    int kernel = window.kernel();
    BigInteger[] sums = new BigInteger[kernel * kernel];
    Arrays.fill(sums, BigInteger.ZERO);
    for (int h = 0; h < out.length; h++) {
      for (int w = 0; w < out[h].length; w++) {
        for (int tap = 0; tap < sums.length; tap++) {
          int row = h * window.stride() + tap / kernel - window.padBefore();
          int column = w * window.stride() + tap % kernel - window.padBefore();
          if (row >= 0 && row < sourceHeight && column >= 0 && column < sourceWidth) {
            sums[tap] = sums[tap].add(out[h][w]);
          }
        }
      }
    }
    return sums;
  }
}
