package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sharelab.config.Json;
import org.sharelab.config.Names;
import org.sharelab.jobs.report.Format;
import org.sharelab.jobs.report.Listing;
import org.sharelab.jobs.study.StoredTrials;
import org.sharelab.jobs.study.StudyProgress;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.study.Replay;
import org.sharelab.study.Study;
import org.sharelab.study.search.history.Metric;
import org.sharelab.study.search.history.TrialState;
import org.sharelab.study.search.simulate.Simulation;
import org.sharelab.study.search.simulate.Simulation.Improvement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Replays a search against the learning curves of a finished study; trains nothing. */
@Command(
    name = "simulate",
    description = "Replay a search against the learning curves of a study; trains nothing.")
final class SimulateCommand implements Runnable {
  private static final List<String> COLUMNS =
      List.of("seconds", "epochs", "point", "settings", "value");

  @Spec private CommandSpec command;
  @Mixin private ExperimentArguments experiment;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIR",
      description = "Results of a study that trained the points of FILE.")
  private String from;

  @Option(names = "--slots", description = "Trials that train at once (default: ${DEFAULT-VALUE}).")
  private int slots = 4;

  @Option(names = "--format", description = "table or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Override
  public void run() {
    Study study = experiment.plan();
    ResultReader results = ResultReader.open(OutputFolder.at(from));
    Replay replay = Replay.run(study, StoredTrials.of(results.trials()), slots);
    PrintWriter out = command.commandLine().getOut();
    switch (format) {
      case TABLE -> print(study, replay, out);
      case CSV -> improvements(replay.simulation()).print(format, out);
      case JSON -> out.println(Json.write(named(study, replay)));
    }
    out.flush();
  }

  private void print(Study study, Replay replay, PrintWriter out) {
    Simulation simulation = replay.simulation();
    Metric metric = study.spec().search().objectives().get(0);
    out.printf(
        Locale.ROOT,
        "%s with %s over %,d stored points, %d at once%n%n",
        study.spec().search().sampler().rule(),
        study.spec().search().scheduler().rule(),
        replay.points(),
        slots);
    out.printf(
        "Points    %,d proposed, %,d completed, %,d pruned%n",
        count(simulation, null),
        count(simulation, TrialState.COMPLETED),
        count(simulation, TrialState.PRUNED));
    out.printf(
        Locale.ROOT,
        "Epochs    %,d of the %,d that training all stored points takes (%.0f %%)%n",
        simulation.epochs(),
        replay.allEpochs(),
        100.0 * simulation.epochs() / replay.allEpochs());
    out.printf("Time      %s%n", StudyProgress.duration(Math.round(simulation.seconds())));
    if (simulation.missingCurves() > 0) {
      out.printf(
          "Missing   %d trials with too short a curve, which count as failed%n",
          simulation.missingCurves());
    }
    printBest(replay, metric, out);
    out.printf("%nImprovements:%n");
    improvements(simulation).print(Format.TABLE, out);
  }

  private static void printBest(Replay replay, Metric metric, PrintWriter out) {
    replay
        .simulation()
        .best()
        .ifPresentOrElse(
            found ->
                out.printf(
                    Locale.ROOT,
                    "Found     %s %.4f at %s%n",
                    Names.of(metric),
                    found.value(),
                    found.point().point()),
            () -> out.println("Found     no completed point"));
    replay
        .best()
        .ifPresent(
            best ->
                out.printf(
                    Locale.ROOT,
                    "Best      %s %.4f at %s; regret %.4f%n",
                    Names.of(metric),
                    best.value(),
                    best.point(),
                    replay.regret(metric)));
  }

  private static long count(Simulation simulation, TrialState state) {
    return simulation.history().points().stream()
        .filter(
            point -> state == null ? point.state() != TrialState.REJECTED : point.state() == state)
        .count();
  }

  private static Listing improvements(Simulation simulation) {
    List<List<Object>> rows = new ArrayList<>();
    for (Improvement better : simulation.improvements()) {
      rows.add(
          List.of(
              better.seconds(),
              better.epochs(),
              better.point().index(),
              better.point().point().canonical(),
              better.value()));
    }
    return new Listing(COLUMNS, rows);
  }

  private Map<String, Object> named(Study study, Replay replay) {
    Simulation simulation = replay.simulation();
    Metric metric = study.spec().search().objectives().get(0);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("sampler", study.spec().search().sampler().rule());
    members.put("scheduler", study.spec().search().scheduler().rule());
    members.put("slots", slots);
    members.put("objective", Names.of(metric));
    members.put("stored_points", replay.points());
    members.put("proposed", count(simulation, null));
    members.put("completed", count(simulation, TrialState.COMPLETED));
    members.put("pruned", count(simulation, TrialState.PRUNED));
    members.put("missing_curves", simulation.missingCurves());
    members.put("epochs", simulation.epochs());
    members.put("all_epochs", replay.allEpochs());
    members.put("seconds", simulation.seconds());
    simulation
        .best()
        .ifPresent(
            found -> {
              members.put("found", found.value());
              members.put("found_settings", found.point().point().values());
            });
    replay
        .best()
        .ifPresent(
            best -> {
              members.put("best", best.value());
              members.put("best_settings", best.point().values());
              members.put("regret", replay.regret(metric));
            });
    Listing improvements = improvements(simulation);
    members.put(
        "improvements",
        improvements.rows().stream().map(row -> named(improvements.columns(), row)).toList());
    return members;
  }

  private static Map<String, Object> named(List<String> columns, List<Object> row) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      members.put(columns.get(i), row.get(i));
    }
    return members;
  }
}
