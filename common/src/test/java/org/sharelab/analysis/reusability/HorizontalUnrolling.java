package org.sharelab.analysis.reusability;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sharelab.model.Architecture;
import org.sharelab.model.FeatureShape;
import org.sharelab.model.LayerSpec;
import org.sharelab.model.Operation;
import org.sharelab.model.TokenOperation;

/**
 * Counts contexts the slow way, as an oracle: writes out every scalar of a small network as a node
 * with the nodes and parameters that it is made of, and walks every path from every output.
 *
 * <p>Shares no code with the analysis; follows the forward pass of each operation.
 */
final class HorizontalUnrolling {
  private static final long MOST_STEPS = 100_000;

  /** A scalar: what it is made of. */
  private static final class Node {
    final List<Node> sources = new ArrayList<>();
    final List<String> parameters = new ArrayList<>();

    Node of(Node... nodes) {
      sources.addAll(List.of(nodes));
      return this;
    }

    Node with(String parameter) {
      parameters.add(parameter);
      return this;
    }
  }

  private final Map<String, String> owners;
  private final Map<String, Node[][][]> features = new HashMap<>();
  private final Map<String, Long> contexts = new HashMap<>();
  private long steps;

  private HorizontalUnrolling(Map<String, String> owners) {
    this.owners = owners;
  }

  /**
   * Count to multiplicity, or nothing if the unrolled network is too large.
   *
   * @param owners for {@code layer/parameter} the tensor it uses, where that is not its own
   */
  static Optional<Map<BigInteger, Long>> count(
      Architecture architecture, Map<String, String> owners) {
    HorizontalUnrolling unrolling = new HorizontalUnrolling(owners);
    unrolling.features.put(Architecture.INPUT, nodes(architecture.input()));
    for (LayerSpec layer : architecture.layers()) {
      unrolling.features.put(layer.name(), unrolling.build(layer));
    }
    LayerSpec last = architecture.layers().get(architecture.layers().size() - 1);
    for (Node[][] channel : unrolling.features.get(last.name())) {
      for (Node[] row : channel) {
        for (Node output : row) {
          unrolling.walk(output);
        }
      }
    }
    if (unrolling.steps > MOST_STEPS) {
      return Optional.empty();
    }
    Map<BigInteger, Long> multiset = new TreeMap<>();
    unrolling
        .contexts
        .values()
        .forEach(count -> multiset.merge(BigInteger.valueOf(count), 1L, Long::sum));
    return Optional.of(multiset);
  }

  private void walk(Node node) {
    if (++steps > MOST_STEPS) {
      return;
    }
    node.parameters.forEach(parameter -> contexts.merge(parameter, 1L, Long::sum));
    node.sources.forEach(this::walk);
  }

  private static Node[][][] nodes(FeatureShape shape) {
    Node[][][] nodes = new Node[shape.channels()][shape.height()][shape.width()];
    for (Node[][] channel : nodes) {
      for (Node[] row : channel) {
        for (int i = 0; i < row.length; i++) {
          row[i] = new Node();
        }
      }
    }
    return nodes;
  }

  private String scalar(LayerSpec layer, String parameter, int... index) {
    String slot = layer.name() + "/" + parameter;
    return owners.getOrDefault(slot, slot) + Arrays.toString(index);
  }

  private Node[][][] build(LayerSpec layer) {
    List<Node[][][]> in = layer.inputs().stream().map(features::get).toList();
    Node[][][] out = nodes(layer.outputShape());
    for (int c = 0; c < out.length; c++) {
      for (int h = 0; h < out[c].length; h++) {
        for (int w = 0; w < out[c][h].length; w++) {
          connect(layer, in, out[c][h][w], c, h, w);
        }
      }
    }
    return out;
  }

  /** Joins the output scalar (c, h, w) of a layer to what it is made of. */
  private void connect(LayerSpec layer, List<Node[][][]> in, Node node, int c, int h, int w) {
    Operation operation = layer.operation();
    Node[][][] x = in.get(0);
    if (operation instanceof Operation.Convolution conv) {
      convolution(layer, conv, x, node, c, h, w);
    } else if (operation instanceof Operation.Dense dense) {
      for (int i = 0; i < x.length; i++) {
        node.of(x[i][0][0]).with(scalar(layer, "W", i, c));
      }
      if (dense.bias()) {
        node.with(scalar(layer, "b", c));
      }
    } else if (operation instanceof Operation.BatchNorm) {
      node.of(x[c][h][w]);
      for (String parameter : List.of("gamma", "beta", "mean", "var")) {
        node.with(scalar(layer, parameter, c));
      }
    } else if (operation instanceof Operation.Activation) {
      node.of(x[c][h][w]);
    } else if (operation instanceof Operation.Add) {
      in.forEach(operand -> node.of(operand[c][h][w]));
    } else if (operation instanceof Operation.Scale) {
      node.of(x[c][h][w], in.get(1)[c][0][0]);
    } else if (operation instanceof Operation.GlobalAveragePool) {
      for (Node[] row : x[c]) {
        node.of(row);
      }
    } else if (operation instanceof Operation.Pool pool) {
      pool(pool, x[c], node, h, w);
    } else if (operation instanceof Operation.Flatten) {
      int width = x[0][0].length;
      int area = x[0].length * width;
      node.of(x[c / area][c % area / width][c % width]);
    } else {
      tokens(layer, x, node, c, h);
    }
  }

  private static void pool(Operation.Pool pool, Node[][] channel, Node node, int h, int w) {
    for (int ky = 0; ky < pool.kernel(); ky++) {
      for (int kx = 0; kx < pool.kernel(); kx++) {
        cell(
                channel,
                h * pool.stride() + ky - pool.padding(),
                w * pool.stride() + kx - pool.padding())
            .ifPresent(node::of);
      }
    }
  }

  private void convolution(
      LayerSpec layer, Operation.Convolution conv, Node[][][] x, Node node, int c, int h, int w) {
    int inPerGroup = x.length / conv.groups();
    int group = c / (conv.outChannels() / conv.groups());
    for (int i = 0; i < inPerGroup; i++) {
      for (int ky = 0; ky < conv.kernel(); ky++) {
        for (int kx = 0; kx < conv.kernel(); kx++) {
          int[] index = {c, i, ky, kx};
          cell(
                  x[group * inPerGroup + i],
                  h * conv.stride() + ky - conv.padBefore(),
                  w * conv.stride() + kx - conv.padBefore())
              .ifPresent(source -> node.of(source).with(scalar(layer, "W", index)));
        }
      }
    }
    if (conv.bias()) {
      node.with(scalar(layer, "b", c));
    }
  }

  private static Optional<Node> cell(Node[][] channel, int h, int w) {
    boolean inside = h >= 0 && h < channel.length && w >= 0 && w < channel[0].length;
    return inside ? Optional.of(channel[h][w]) : Optional.empty();
  }

  private void tokens(LayerSpec layer, Node[][][] x, Node node, int c, int token) {
    Operation operation = layer.operation();
    if (operation instanceof TokenOperation.LayerNorm) {
      node.of(x[c][token][0]).with(scalar(layer, "gamma", c)).with(scalar(layer, "beta", c));
    } else if (operation instanceof TokenOperation.Tokens) {
      node.of(x[c][token / x[0][0].length][token % x[0][0].length]);
    } else if (operation instanceof TokenOperation.ClassToken) {
      if (token == 0) {
        node.with(scalar(layer, "W", c));
      } else {
        node.of(x[c][token - 1][0]);
      }
    } else if (operation instanceof TokenOperation.PositionEmbedding) {
      node.of(x[c][token][0]).with(scalar(layer, "W", c, token));
    } else if (operation instanceof TokenOperation.SelectToken select) {
      node.of(x[c][select.index()][0]);
    } else if (operation instanceof TokenOperation.Attention attention) {
      int width = x.length / 3;
      int perHead = width / attention.heads();
      int head = c / perHead;
      for (int other = 0; other < x[0].length; other++) {
        Node score = new Node();
        for (int e = head * perHead; e < (head + 1) * perHead; e++) {
          score.of(x[e][token][0], x[width + e][other][0]);
        }
        node.of(score, x[2 * width + c][other][0]);
      }
    } else {
      throw new IllegalArgumentException("No forward pass for " + operation);
    }
  }
}
