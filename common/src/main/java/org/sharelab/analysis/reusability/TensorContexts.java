package org.sharelab.analysis.reusability;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.sharelab.model.ParameterSpec;
import org.sharelab.sharing.Slot;

/**
 * The numbers of contexts of one parameter tensor's scalars.
 *
 * <p>A scalar is addressed by its output channel, its position in the kernel, and its input
 * channel. The count never depends on the input channel, so one number stands for {@link #inputs}
 * scalars.
 *
 * @param inputs input channels that an output channel reads; 1 for biases, norms and embeddings
 * @param columns kernel positions are row * columns + column
 * @param counts for each output channel the count at each kernel position; 0 where the position
 *     only ever meets padding
 */
record TensorContexts(
    Slot slot, ParameterSpec parameter, int inputs, int columns, ChannelRuns<BigInteger[]> counts) {

  /** A tensor with one scalar per channel. */
  static TensorContexts perChannel(
      Slot slot, ParameterSpec parameter, ChannelRuns<BigInteger> counts) {
    return new TensorContexts(slot, parameter, 1, 1, counts.map(count -> new BigInteger[] {count}));
  }

  /** Rows of the kernel. */
  int rows() {
    return counts.runs().get(0).value().length / columns;
  }

  /**
   * The tensor that is used in place of this one and another of as many channels: counts add
   * position by position. A smaller kernel meets the first rows and columns of a larger one.
   */
  TensorContexts plus(TensorContexts other) {
    int width = Math.max(columns, other.columns);
    int height = Math.max(rows(), other.rows());
    return new TensorContexts(
        slot,
        parameter,
        inputs,
        width,
        padded(height, width).combine(other.padded(height, width), TensorContexts::sums));
  }

  private ChannelRuns<BigInteger[]> padded(int height, int width) {
    if (height == rows() && width == columns) {
      return counts;
    }
    return counts.map(
        small -> {
          BigInteger[] large = new BigInteger[height * width];
          Arrays.fill(large, BigInteger.ZERO);
          for (int row = 0; row < rows(); row++) {
            System.arraycopy(small, row * columns, large, row * width, columns);
          }
          return large;
        });
  }

  private static BigInteger[] sums(BigInteger[] a, BigInteger[] b) {
    BigInteger[] sums = new BigInteger[a.length];
    Arrays.setAll(sums, i -> a[i].add(b[i]));
    return sums;
  }

  /** Adds every scalar to a multiset. */
  void addTo(ContextMultiset.Builder multiset) {
    for (ChannelRuns.Run<BigInteger[]> run : counts.runs()) {
      for (BigInteger count : run.value()) {
        multiset.add(count, (long) run.channels() * inputs);
      }
    }
  }

  /** All tensors as one multiset, nothing shared. */
  static ContextMultiset multiset(List<TensorContexts> tensors) {
    ContextMultiset.Builder multiset = new ContextMultiset.Builder();
    tensors.forEach(tensor -> tensor.addTo(multiset));
    return multiset.build();
  }
}
