package org.sharelab.study.search.scheduler;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sharelab.config.Names;
import org.sharelab.config.Section;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.scheduler.SuccessiveHalving.Promotion;
import org.sharelab.study.search.space.SearchSpace;

/** The registry of schedulers: {@code study.scheduler}. */
public final class Schedulers {

  /** Makes a scheduler from its section. */
  @FunctionalInterface
  private interface Reader {
    Scheduler read(Section scheduler, SearchSpace space, Metric metric, int epochs);
  }

  private static final Map<String, Reader> READERS =
      new TreeMap<>(
          Map.of(
              "none",
              (section, space, metric, epochs) -> new FullTraining(epochs),
              MedianStopping.RULE,
              Schedulers::median,
              Promotion.ASYNCHRONOUS.rule(),
              halving(Promotion.ASYNCHRONOUS),
              Promotion.SYNCHRONOUS.rule(),
              halving(Promotion.SYNCHRONOUS)));

  private Schedulers() {}

  /**
   * The scheduler that {@code study.scheduler.name} names; none if none is named.
   *
   * @param metric what points are compared by
   * @param epochs of full training
   */
  public static Scheduler read(Section study, SearchSpace space, Metric metric, int epochs) {
    Section scheduler = study.section("scheduler");
    String name = scheduler.text("name", "none");
    Reader reader = READERS.get(name);
    if (reader == null) {
      throw scheduler.invalid("name", Names.hint(name, READERS.keySet()));
    }
    if (!name.equals("none")) {
      if (!metric.isMeasuredEachEpoch()) {
        throw study.invalid(
            "objectives", "a metric of each epoch first, for scheduler %s".formatted(name));
      }
      if (space.dimension(FullTraining.EPOCHS_KEY) != null) {
        throw scheduler.invalid("name", "none, since study.space varies training.epochs");
      }
    }
    return reader.read(scheduler, space, metric, epochs);
  }

  public static List<String> names() {
    return List.copyOf(READERS.keySet());
  }

  private static Scheduler median(Section section, SearchSpace space, Metric metric, int epochs) {
    int tenth = Math.max(1, epochs / 10);
    return new MedianStopping(
        metric,
        epochs,
        section.integer("grace-epochs", tenth, 1, epochs),
        section.integer("interval-epochs", tenth, 1, epochs),
        section.integer("completed-points", 5, 1, 1_000_000));
  }

  private static Reader halving(Promotion promotion) {
    return (section, space, metric, epochs) ->
        new SuccessiveHalving(
            metric,
            section.integer("min-epochs", 1, 1, epochs),
            epochs,
            section.integer("eta", 3, 2, 1_000),
            promotion,
            stratum(section, space));
  }

  private static String stratum(Section section, SearchSpace space) {
    String stratum = section.text("stratum", "");
    if (!stratum.isEmpty() && space.dimension(stratum) == null) {
      throw section.invalid(
          "stratum",
          "a key of study.space; "
              + Names.hint(stratum, space.dimensions().stream().map(d -> d.key()).toList()));
    }
    return stratum;
  }
}
