package org.sharelab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.sharelab.kernel.Arrays32.normal;
import static org.sharelab.kernel.Arrays32.of;
import static org.sharelab.kernel.Arrays32.relativeError;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.model.Operation.Activation.Function;

/**
 * What every implementation of the primitives on sequences of tokens must do, against plain loops
 * in double precision.
 */
abstract class TokenContract extends KernelFixture {

  private Tensor sequence(double[] values, BatchShape shape) {
    Tensor tensor = tensor(shape, Layout.ROWS);
    tensor.load(of(values, shape.dimensions()));
    return tensor;
  }

  /** All pairs of layouts, among them those of an image that becomes tokens or a vector. */
  @ParameterizedTest
  @CsvSource({"2,5,3,4", "1,16,7,1", "3,32,1,1", "2,1,4,4"})
  void copiesToOtherLayouts(int batch, int channels, int height, int width) {
    BatchShape shape = BatchShape.of(batch, channels, height, width);
    double[] x = normal("x", shape.size());
    for (Layout from : Layout.values()) {
      for (Layout to : Layout.values()) {
        Tensor source = tensor(shape, from);
        Tensor copy = tensor(shape, to);
        source.load(of(x, shape.dimensions()));
        kernels().reorder(shape, from, to).run(source, copy);
        assertThat(relativeError(plain(copy), x)).as("%s to %s", from, to).isZero();
      }
    }
    Tensor image = tensor(shape, x);
    Tensor vector = tensor(BatchShape.of(batch, channels * height * width, 1, 1), Layout.PLAIN);
    Tensor tokens = tensor(BatchShape.of(batch, channels, height * width, 1), Layout.ROWS);
    kernels().reorder(shape, Layout.NATIVE, Layout.PLAIN).run(image, vector);
    kernels().reorder(shape, Layout.NATIVE, Layout.ROWS).run(image, tokens);
    assertThat(relativeError(plain(vector), x)).isZero();
    assertThat(relativeError(plain(tokens), x)).isZero();
    Tensor back = tensor(shape);
    kernels().reorder(shape, Layout.ROWS, Layout.NATIVE).run(tokens, back);
    assertThat(relativeError(plain(back), x)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,4", "2,16,9"})
  void addsAndTakesTokens(int batch, int width, int tokens) {
    BatchShape shape = BatchShape.of(batch, width, tokens, 1);
    BatchShape longer = BatchShape.of(batch, width, tokens + 1, 1);
    BatchShape one = BatchShape.of(batch, width, 1, 1);
    double[] x = normal("x", shape.size());
    double[] token = normal("token", width);
    double[] positions = normal("positions", (long) width * tokens);
    double[] dy = normal("dy", longer.size());
    TokenKernel kernel = kernels().tokens(shape);
    Tensor prepended = tensor(longer, Layout.ROWS);
    Tensor rest = tensor(shape, Layout.ROWS);
    Tensor moved = sequence(x, shape);
    Tensor selected = tensor(one, Layout.PLAIN);
    Tensor spread = tensor(shape, Layout.ROWS);
    INDArray dToken = of(NaiveMatrix.filled(width, 1), width);
    INDArray dPositions = of(NaiveMatrix.filled(width * tokens, 1), width, tokens);

    kernel.prepend(sequence(x, shape), of(token, width), prepended);
    kernel.prependBackward(sequence(dy, longer), rest, dToken);
    kernel.addPositions(moved, of(positions, width, tokens), moved);
    kernel.positionsBackward(sequence(x, shape), dPositions);
    kernel.select(sequence(x, shape), tokens - 1, selected);
    kernel.selectBackward(selected, tokens - 1, spread);

    double[] expected = NaiveTokens.prepend(batch, width, tokens, x, token);
    assertThat(relativeError(plain(prepended), expected)).isZero();
    double[] others = NaiveTokens.rest(batch, width, tokens, dy);
    assertThat(relativeError(plain(rest), others)).isZero();
    double[] first = NaiveTokens.select(batch, width, tokens + 1, 0, dy);
    double[] sum = Naive.map(NaiveTokens.sum(batch, first), v -> v + 1);
    assertThat(relativeError(dToken, sum)).isLessThan(TOLERANCE);
    double[] added = NaiveTokens.repeat(batch, positions);
    NaiveTrunk.add(added, x);
    assertThat(relativeError(plain(moved), added)).isLessThan(TOLERANCE);
    double[] perPosition = Naive.map(NaiveTokens.sum(batch, x), v -> v + 1);
    assertThat(relativeError(dPositions, perPosition)).isLessThan(TOLERANCE);
    double[] last = NaiveTokens.select(batch, width, tokens, tokens - 1, x);
    assertThat(relativeError(plain(selected), last)).isZero();
    double[] zeros = NaiveTokens.spread(batch, width, tokens, tokens - 1, last);
    assertThat(relativeError(plain(spread), zeros)).isZero();
  }

  @Test
  void activatesAndAddsInRowsToo() {
    BatchShape shape = BatchShape.of(3, 5, 7, 1);
    double[] x = normal("x", shape.size());
    Tensor source = sequence(x, shape);
    Tensor y = tensor(shape, Layout.ROWS);
    Tensor dx = sequence(x, shape);

    kernels().activation(shape, Layout.ROWS, Function.GELU).forward(source, y);
    kernels().activation(shape, Layout.ROWS, Function.GELU).backward(source, dx, dx);
    kernels().pointwise(shape, Layout.ROWS).add(source, y, y);

    double[] sums = Naive.map(x, v -> v + Naive.activation(Function.GELU, v));
    assertThat(relativeError(plain(y), sums)).isLessThan(TOLERANCE);
    double[] slopes = Naive.map(x, v -> v * Naive.derivative(Function.GELU, v));
    assertThat(relativeError(plain(dx), slopes)).isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,1", "2,5,1,8", "1,17,3,4", "2,3,2,16", "1,65,2,32"})
  void attends(int batch, int tokens, int heads, int headWidth) {
    AttentionShape shape = new AttentionShape(batch, tokens, heads, headWidth);
    double[] qkv = normal("qkv", shape.input().size());
    double[] dy = normal("dy", shape.output().size());
    AttentionKernel kernel = kernels().attention(shape);
    Tensor source = sequence(qkv, shape.input());
    Tensor weights = tensor(shape.weights(), Layout.PLAIN);
    Tensor y = tensor(shape.output(), Layout.ROWS);
    Tensor gradient = tensor(shape.input(), Layout.ROWS);

    kernel.weigh(source, weights);
    kernel.mix(source, weights, y);
    kernel.backward(source, weights, sequence(dy, shape.output()), gradient);

    assertThat(relativeError(plain(y), NaiveTokens.attention(shape, qkv))).isLessThan(TOLERANCE);
    double[] expected = NaiveTokens.attentionBackward(shape, qkv, dy);
    assertThat(relativeError(plain(gradient), expected)).isLessThan(TOLERANCE);
  }

  /** The formula that the gradients above are compared with. */
  @Test
  void theReferenceOfAttentionHasTheRightSlope() {
    AttentionShape shape = new AttentionShape(2, 3, 2, 4);
    double[] qkv = normal("qkv", shape.input().size());
    double[] dy = normal("dy", shape.output().size());
    double[] slope = NaiveMatrix.slope(z -> NaiveTokens.attention(shape, z), qkv, dy);
    double[] formula = NaiveTokens.attentionBackward(shape, qkv, dy);
    assertThat(formula).containsExactly(slope, within(1e-8));
  }

  @Test
  void queriesThatAreNotNumbersSpoilTheirOwnTokens() {
    AttentionShape shape = new AttentionShape(2, 3, 1, 2);
    double[] qkv = normal("qkv", shape.input().size());
    qkv[2] = Double.NaN; // the first scalar of token 2's query in the first example
    AttentionKernel kernel = kernels().attention(shape);
    Tensor source = sequence(qkv, shape.input());
    Tensor weights = tensor(shape.weights(), Layout.PLAIN);
    Tensor y = tensor(shape.output(), Layout.ROWS);

    kernel.weigh(source, weights);
    kernel.mix(source, weights, y);

    float[] scalars = plain(y).reshape(12).toFloatVector(); // [2, 2, 3]
    for (int i = 0; i < scalars.length; i++) {
      assertThat(Float.isNaN(scalars[i])).as("%d", i).isEqualTo(i < 6 && i % 3 == 2);
    }
  }

  @Test
  void oneTokenAttendsToItselfWhateverTheScores() {
    AttentionShape shape = new AttentionShape(1, 1, 1, 2);
    Tensor source = sequence(new double[] {1e4, 1e4, 1e4, 1e4, 3, 5}, shape.input());
    Tensor weights = tensor(shape.weights(), Layout.PLAIN);
    Tensor y = tensor(shape.output(), Layout.ROWS);

    kernels().attention(shape).weigh(source, weights);
    kernels().attention(shape).mix(source, weights, y);

    assertThat(Arrays.equals(plain(y).reshape(2).toFloatVector(), new float[] {3, 5})).isTrue();
  }
}
