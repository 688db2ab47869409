package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sharelab.config.Json;
import org.sharelab.config.Names;
import org.sharelab.jobs.report.Format;
import org.sharelab.jobs.report.Listing;
import org.sharelab.study.Agenda;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;
import org.sharelab.study.search.Budget;
import org.sharelab.study.search.Decision;
import org.sharelab.study.search.SearchSpec;
import org.sharelab.study.search.space.Dimension;
import org.sharelab.study.search.space.Point;

/** What is known of a search before it runs. */
final class PlannedSearch {
  private static final int FIRST_POINTS = 10;

  private final Study study;
  private final SearchSpec search;

  PlannedSearch(Study study) {
    this.study = study;
    this.search = study.spec().search();
  }

  void print(Format format, PrintWriter out) {
    switch (format) {
      case TABLE -> printTable(out);
      case CSV -> first().print(format, out);
      case JSON -> out.println(Json.write(named()));
    }
    out.flush();
  }

  private void printTable(PrintWriter out) {
    out.printf(
        "Study %s: a search for the best %s, %d replicate%s of each point%n%n",
        study.spec().name(),
        objectives().stream().collect(Collectors.joining(" and ")),
        search.replicates(),
        search.replicates() == 1 ? "" : "s");
    if (!search.space().dimensions().isEmpty()) {
      space().print(Format.TABLE, out);
      out.println();
    }
    out.printf("Sampler    %s%n", described("sampler", search.sampler().rule()));
    out.printf("Scheduler  %s%n", described("scheduler", search.scheduler().rule()));
    out.printf(
        "Budget     %s%n",
        limits().isEmpty()
            ? "none: ends with the last point"
            : limits().entrySet().stream()
                .map(limit -> "%,d %s".formatted(limit.getValue(), limit.getKey()))
                .collect(Collectors.joining(", ")));
    out.printf("%nFirst points, which depend on no result:%n");
    first().print(Format.TABLE, out);
    out.printf(
        "%nCost: %s%n",
        study
            .costBound()
            .map(bound -> "at most " + PlanCommand.described(bound))
            .orElse("no bound but the time that the budget gives"));
  }

  private Map<String, Object> named() {
    Map<String, Object> members = new LinkedHashMap<>(study.spec().definition());
    members.put("name", study.spec().name());
    members.put("objectives", objectives());
    members.put("budget", limits());
    Listing first = first();
    List<Map<String, Object>> points = new ArrayList<>();
    for (List<Object> row : first.rows()) {
      Map<String, Object> point = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        point.put(first.columns().get(i), row.get(i));
      }
      points.add(point);
    }
    members.put("first_points", points);
    study
        .costBound()
        .ifPresent(
            bound ->
                members.put("cost_bound", Map.of("steps", bound.steps(), "macs", bound.macs())));
    return members;
  }

  private List<String> objectives() {
    return search.objectives().stream().map(Names::of).toList();
  }

  private Listing space() {
    List<List<Object>> rows = new ArrayList<>();
    for (Dimension dimension : search.space().dimensions()) {
      String when =
          dimension.when().entrySet().stream()
              .map(
                  condition ->
                      condition.getKey()
                          + " is "
                          + condition.getValue().stream()
                              .map(Json::write)
                              .collect(Collectors.joining(" or ")))
              .collect(Collectors.joining(" and "));
      rows.add(List.of(dimension.key(), dimension.domain().described(), when));
    }
    Listing all = new Listing(List.of("key", "values", "only_when"), rows);
    boolean conditional = rows.stream().anyMatch(row -> !row.get(2).equals(""));
    return conditional ? all : all.select(List.of("key", "values"));
  }

  /** The name of a part, and its settings, defaults included. */
  private String described(String section, String rule) {
    if (!(study.spec().definition().get(section) instanceof Map<?, ?> settings)) {
      return rule;
    }
    String others =
        settings.entrySet().stream()
            .filter(setting -> !List.of("name", "points").contains(setting.getKey()))
            .filter(setting -> !"".equals(setting.getValue()))
            .map(setting -> setting.getKey() + " " + setting.getValue())
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? rule : rule + ": " + others;
  }

  private Map<String, Long> limits() {
    Budget budget = search.budget();
    Map<String, Long> limits = new LinkedHashMap<>();
    limits.put("trials", budget.trials());
    limits.put("epochs", budget.epochs());
    limits.put("wall-clock-seconds", budget.wallClockSeconds());
    limits.put("failures", budget.failures());
    limits.values().removeIf(limit -> limit == Budget.NO_LIMIT);
    return limits;
  }

  /** The points that are proposed before there are any results, rejected ones too. */
  private Listing first() {
    Agenda agenda = study.agenda(List.of(), List.of());
    List<List<Object>> rows = new ArrayList<>();
    List<String> columns = new ArrayList<>(List.of("point"));
    columns.addAll(study.spec().keys());
    columns.addAll(List.of("unique_parameters", "macs", "remark"));
    while (rows.size() < FIRST_POINTS && agenda.hasNext(0)) {
      TrialSpec started = agenda.next().trial();
      for (Agenda.Decided decided : agenda.takeDecisions()) {
        if (decided.decision().point() != null && rows.size() < FIRST_POINTS) {
          rows.add(row(decided.decision(), started));
        }
      }
    }
    return new Listing(columns, rows);
  }

  private List<Object> row(Decision decision, TrialSpec started) {
    boolean rejected = decision.kind() == Decision.Kind.REJECTED;
    Point point = decision.settings();
    List<Object> row = new ArrayList<>(List.of(decision.point()));
    study.spec().keys().forEach(key -> row.add(point.get(key)));
    row.add(rejected ? null : started.design().uniqueParameters());
    row.add(rejected ? null : started.design().macs());
    row.add(rejected ? decision.reason() : "");
    return row;
  }
}
