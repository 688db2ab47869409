package org.sharelab.study.search.space;

import com.typesafe.config.ConfigObject;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sharelab.analysis.searchspace.PlanSpace;
import org.sharelab.config.Section;
import org.sharelab.random.Seed;
import org.sharelab.sharing.Topology;

/**
 * Reads a dimension whose values are sharing plans, as {@code model.sharing.groups} has them: all
 * of a small network, or some drawn uniformly. Plans that differ in the numbers of tensors only are
 * one plan.
 *
 * <pre>{@code
 * space {
 *   "model.sharing.groups" { plans { layers = 4 } }                            # all 15
 *   "model.sharing.groups" { plans { layers = 4, tensors = 2 } }               # the 7 with 2 tensors
 *   "model.sharing.groups" { plans { layers = 12, tensors = 4, draw = 20, seed = 1 } }
 * }
 * }</pre>
 */
final class PlanReader {
  private static final String KEY = "plans";
  private static final int MOST_LAYERS = 1024;
  private static final int MOST_PLANS = 10_000;

  /** With 9 layers there are 21,147 plans. */
  private static final int MOST_LAYERS_LISTED = 8;

  private PlanReader() {}

  /** Whether a dimension lists plans. */
  static boolean isMeant(ConfigObject dimension) {
    return dimension.get(KEY) instanceof ConfigObject;
  }

  /** The plans of a dimension, in order of rank. */
  static Choices read(Section dimension) {
    Section plans = dimension.section(KEY);
    int layers = plans.integer("layers", 1, MOST_LAYERS);
    boolean any = !plans.has("tensors");
    int tensors = any ? layers : plans.integer("tensors", 1, layers);
    Stream<Topology> topologies =
        plans.has("draw") ? drawn(plans, layers, tensors, any) : all(plans, layers, tensors, any);
    return new Choices(topologies.map(PlanReader::groups).map(Object.class::cast).toList());
  }

  private static Stream<Topology> drawn(Section plans, int layers, int tensors, boolean any) {
    if (any) {
      throw plans.invalid("draw", "together with tensors");
    }
    int draw = plans.integer("draw", 1, MOST_PLANS);
    long seed = plans.longInteger("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE);
    PlanSpace space = new PlanSpace(layers, tensors);
    if (space.size().compareTo(BigInteger.valueOf(draw)) < 0) {
      throw plans.invalid("draw", "at most the %s plans that there are".formatted(space.size()));
    }
    return space.sample(draw, Seed.of(seed).derive(KEY)).stream();
  }

  private static Stream<Topology> all(Section plans, int layers, int tensors, boolean any) {
    boolean tooMany =
        any
            ? layers > MOST_LAYERS_LISTED
            : new PlanSpace(layers, tensors).size().compareTo(BigInteger.valueOf(MOST_PLANS)) > 0;
    if (tooMany) {
      throw plans.invalid(
          "layers", "at most %d plans; tensors and draw choose some".formatted(MOST_PLANS));
    }
    return any ? PlanSpace.all(layers) : new PlanSpace(layers, tensors).stream();
  }

  private static List<List<Integer>> groups(Topology topology) {
    return IntStream.range(0, topology.tensors()).mapToObj(topology::positionsOf).toList();
  }
}
