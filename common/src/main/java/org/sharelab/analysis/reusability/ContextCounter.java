package org.sharelab.analysis.reusability;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sharelab.model.Architecture;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;
import org.sharelab.model.Operation.Activation;
import org.sharelab.model.Operation.Add;
import org.sharelab.model.Operation.BatchNorm;
import org.sharelab.model.Operation.Convolution;
import org.sharelab.model.Operation.Dense;
import org.sharelab.model.Operation.Dropout;
import org.sharelab.model.Operation.Flatten;
import org.sharelab.model.Operation.GlobalAveragePool;
import org.sharelab.model.Operation.Pool;
import org.sharelab.model.Operation.Scale;
import org.sharelab.model.ParameterSpec;
import org.sharelab.model.TokenOperation.Attention;
import org.sharelab.model.TokenOperation.ClassToken;
import org.sharelab.model.TokenOperation.LayerNorm;
import org.sharelab.model.TokenOperation.PositionEmbedding;
import org.sharelab.model.TokenOperation.SelectToken;
import org.sharelab.model.TokenOperation.Tokens;
import org.sharelab.sharing.Slot;

/**
 * Counts the contexts of every parameter: the paths from it to an output of the network.
 *
 * <p>One pass from the outputs to the inputs. Every output cell counts 1; each use of a parameter
 * adds the count of the cell it helps to make, and so does each use of a cell. The channels of a
 * feature map are interchangeable, so one {@link CountGrid} per layer is enough. Rules, as in the
 * paper's released code:
 *
 * <ul>
 *   <li>Convolution and dense layer: each term of each sum is a use; padding is none. A bias counts
 *       all cells of its channel.
 *   <li>Batch norm: four parameters per channel, moving mean and variance included, count all cells
 *       of their channel. The batch statistics do not tie cells together.
 *   <li>Sum: every operand receives the full count. Product (squeeze-excite): so do both factors; a
 *       factor that is spread over the cells receives all of them.
 *   <li>Pooling: every cell of the window is used. Activation, dropout, reshaping: nothing.
 * </ul>
 *
 * <p>Ours, since the paper has no transformers: layer norm is counted as batch norm is, with two
 * parameters per feature. Softmax is an activation. Attention is a sum of products of a query, a
 * key and a value feature, and all three receive the product's count. Class token and position
 * embedding are operands of a sum.
 */
final class ContextCounter {
  private final Map<String, ChannelRuns<CountGrid>> counts = new HashMap<>();
  private final List<TensorContexts> tensors = new ArrayList<>();

  private ContextCounter() {}

  /** The contexts of all parameter tensors; those of layers that reach no output are missing. */
  static List<TensorContexts> count(Architecture architecture) {
    ContextCounter counter = new ContextCounter();
    List<LayerSpec> layers = architecture.layers();
    FeatureShape output = architecture.output();
    counter.counts.put(
        layers.get(layers.size() - 1).name(),
        ChannelRuns.uniform(output.channels(), CountGrid.ones(output.height(), output.width())));
    for (int i = layers.size() - 1; i >= 0; i--) {
      ChannelRuns<CountGrid> reached = counter.counts.remove(layers.get(i).name());
      if (reached != null) {
        counter.visit(layers.get(i), reached);
      }
    }
    return counter.tensors;
  }

  private void visit(LayerSpec layer, ChannelRuns<CountGrid> out) {
    Operation operation = layer.operation();
    FeatureShape in = layer.inputShapes().get(0);
    if (operation instanceof Convolution convolution) {
      convolution(layer, convolution, out);
    } else if (operation instanceof Dense) {
      weights(layer, in.channels(), 1, out, grid -> new BigInteger[] {grid.sum()});
      receive(layer, 0, () -> ChannelRuns.uniform(in.channels(), weighted(out)));
    } else if (operation instanceof BatchNorm || operation instanceof LayerNorm) {
      perChannel(layer, 0, out);
      receive(layer, 0, () -> out);
    } else if (operation instanceof Activation || operation instanceof Dropout) {
      receive(layer, 0, () -> out);
    } else if (operation instanceof Add) {
      for (int i = 0; i < layer.inputs().size(); i++) {
        receive(layer, i, () -> out);
      }
    } else if (operation instanceof Scale) {
      receive(layer, 0, () -> out);
      receive(layer, 1, () -> out.map(grid -> grid.broadcastSum(1, 1)));
    } else if (operation instanceof GlobalAveragePool) {
      receive(layer, 0, () -> out.map(grid -> broadcast(grid, in)));
    } else if (operation instanceof Pool pool) {
      Window window = new Window(pool.kernel(), pool.stride(), pool.padding());
      receive(layer, 0, () -> out.map(grid -> grid.spread(window, in.height(), in.width())));
    } else if (operation instanceof Flatten) {
      receive(layer, 0, () -> ChannelRuns.uniform(in.channels(), broadcast(out.only(), in)));
    } else {
      visitTokens(layer, out);
    }
  }

  private void visitTokens(LayerSpec layer, ChannelRuns<CountGrid> out) {
    Operation operation = layer.operation();
    FeatureShape in = layer.inputShapes().get(0);
    if (operation instanceof Tokens) {
      receive(layer, 0, () -> out.map(grid -> grid.reshaped(in.height(), in.width())));
    } else if (operation instanceof ClassToken) {
      perChannel(layer, 0, out.map(grid -> grid.rows(0, 1)));
      receive(layer, 0, () -> out.map(grid -> grid.rows(1, in.height())));
    } else if (operation instanceof PositionEmbedding) {
      weights(layer, 1, 1, out, ContextCounter::cells);
      receive(layer, 0, () -> out);
    } else if (operation instanceof SelectToken select) {
      receive(layer, 0, () -> out.map(grid -> grid.rows(-select.index(), in.height())));
    } else if (operation instanceof Attention attention) {
      receive(layer, 0, () -> attended(attention, layer.outputShape(), out.only()));
    } else {
      throw new IllegalStateException("No rule for contexts of " + operation);
    }
  }

  private void convolution(LayerSpec layer, Convolution convolution, ChannelRuns<CountGrid> out) {
    FeatureShape in = layer.inputShapes().get(0);
    Window window = new Window(convolution.kernel(), convolution.stride(), convolution.padBefore());
    weights(
        layer,
        in.channels() / convolution.groups(),
        convolution.kernel(),
        out,
        grid -> grid.tapSums(window, in.height(), in.width()));
    receive(
        layer,
        0,
        () ->
            readers(convolution, in, out)
                .map(grid -> grid.spread(window, in.height(), in.width())));
  }

  /** For each input channel the sum over the output channels that read it. */
  private static ChannelRuns<CountGrid> readers(
      Convolution convolution, FeatureShape in, ChannelRuns<CountGrid> out) {
    if (convolution.isDepthwise(in)) {
      return out;
    }
    int perGroup = convolution.outChannels() / convolution.groups();
    CountGrid sum = convolution.groups() == 1 ? weighted(out) : out.only().times(perGroup);
    return ChannelRuns.uniform(in.channels(), sum);
  }

  /** The sum over all channels. */
  private static CountGrid weighted(ChannelRuns<CountGrid> out) {
    return out.runs().stream()
        .map(run -> run.value().times(run.channels()))
        .reduce(CountGrid::plus)
        .orElseThrow();
  }

  private static CountGrid broadcast(CountGrid cell, FeatureShape shape) {
    return cell.broadcastSum(shape.height(), shape.width());
  }

  private static BigInteger[] cells(CountGrid tokens) {
    BigInteger[] cells = new BigInteger[tokens.height()];
    for (int token = 0; token < cells.length; token++) {
      cells[token] = tokens.at(token, 0);
    }
    return cells;
  }

  /**
   * Counts of queries, keys and values. Output feature c of token i is the sum over tokens j of
   * a_ij v_jc, and the weight a_ij of a head the sum over its d features e of q_ie k_je. So a_ij
   * counts d times token i's count n_i; a query feature of token i N d n_i, over all j; a key
   * feature d times the sum of all n_i; a value feature that sum.
   */
  private static ChannelRuns<CountGrid> attended(
      Attention attention, FeatureShape shape, CountGrid out) {
    int width = shape.channels();
    int tokens = shape.height();
    int perHead = width / attention.heads();
    CountGrid values = out.broadcastSum(tokens, 1);
    return new ChannelRuns<>(
        List.of(
            new ChannelRuns.Run<>(width, out.times((long) tokens * perHead)),
            new ChannelRuns.Run<>(width, values.times(perHead)),
            new ChannelRuns.Run<>(width, values)));
  }

  /** Records the layer's first tensor, position by position, and its others per channel. */
  private void weights(
      LayerSpec layer,
      int inputs,
      int columns,
      ChannelRuns<CountGrid> out,
      Function<CountGrid, BigInteger[]> positions) {
    ParameterSpec weight = layer.parameters().get(0);
    Slot slot = new Slot(layer.name(), weight.name());
    tensors.add(new TensorContexts(slot, weight, inputs, columns, out.map(positions)));
    perChannel(layer, 1, out);
  }

  /** Records the tensors from {@code first} on: one scalar per channel that meets every cell. */
  private void perChannel(LayerSpec layer, int first, ChannelRuns<CountGrid> out) {
    List<ParameterSpec> parameters = layer.parameters();
    for (ParameterSpec parameter : parameters.subList(first, parameters.size())) {
      Slot slot = new Slot(layer.name(), parameter.name());
      tensors.add(TensorContexts.perChannel(slot, parameter, out.map(CountGrid::sum)));
    }
  }

  /** Adds to what an input of the layer has received; the network's own input needs no counts. */
  private void receive(LayerSpec layer, int input, Supplier<ChannelRuns<CountGrid>> received) {
    String source = layer.inputs().get(input);
    if (!source.equals(Architecture.INPUT)) {
      counts.merge(source, received.get(), (a, b) -> a.combine(b, CountGrid::plus));
    }
  }
}
