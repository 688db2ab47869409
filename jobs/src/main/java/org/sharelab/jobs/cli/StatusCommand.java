package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sharelab.jobs.report.Format;
import org.sharelab.jobs.report.Listing;
import org.sharelab.jobs.study.StudyProgress;
import org.sharelab.jobs.table.Claim;
import org.sharelab.jobs.table.StudyStatus;
import org.sharelab.jobs.table.StudyStatus.Driver;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how a study stands, while a run is at work or after it; needs no Spark. */
@Command(
    name = "status",
    description = "Say how a study stands: trials, the run at work, best so far, time left.")
final class StatusCommand implements Runnable {
  private static final double MINUTE = 60;

  @Spec private CommandSpec command;
  @Mixin private OutputFolder output;

  @Option(names = "--format", description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Override
  public void run() {
    StudyStatus status = StudyStatus.read(output.open());
    PrintWriter out = command.commandLine().getOut();
    if (format == Format.TABLE) {
      new Properties(sentences(status)).print(format, out);
      List<Map<String, Object>> running = running(status);
      if (!running.isEmpty()) {
        out.println();
        table(running).print(format, out);
      }
    } else {
      new Properties(values(status)).print(format, out);
    }
  }

  private static int done(StudyStatus status) {
    return status.committed().values().stream().mapToInt(Integer::intValue).sum();
  }

  private static Optional<Number> reported(StudyStatus status, String name) {
    return status
        .run()
        .map(claim -> claim.progress().get(name))
        .filter(Number.class::isInstance)
        .map(Number.class::cast);
  }

  private static Optional<Integer> planned(StudyStatus status) {
    return reported(status, "planned").map(Number::intValue);
  }

  /** Trials a minute in the last run; empty before it has finished one. */
  private static Optional<Double> rate(StudyStatus status) {
    double executed = reported(status, "executed").orElse(0).doubleValue();
    double seconds = reported(status, "seconds").orElse(0).doubleValue();
    return executed > 0 && seconds > 0
        ? Optional.of(executed / seconds * MINUTE)
        : Optional.empty();
  }

  /** Seconds to the end if the run at work goes on as so far. */
  private static Optional<Long> left(StudyStatus status) {
    if (status.driver() != Driver.AT_WORK || planned(status).isEmpty()) {
      return Optional.empty();
    }
    int missing = Math.max(planned(status).get() - done(status), 0);
    return rate(status).map(perMinute -> Math.round(missing / perMinute * MINUTE));
  }

  /** What ran when the last run gave its last sign of life; nothing if that run left in order. */
  private static List<Map<String, Object>> running(StudyStatus status) {
    List<Map<String, Object>> trials = new ArrayList<>();
    if (status.driver() != Driver.ENDED
        && status.run().map(claim -> claim.progress().get("running")).orElse(null)
            instanceof List<?> list) {
      for (Object each : list) {
        Map<String, Object> trial = new LinkedHashMap<>();
        for (String name : List.of("trial_id", "attempt", "since", "host")) {
          trial.put(name, ((Map<?, ?>) each).get(name));
        }
        trials.add(trial);
      }
    }
    return trials;
  }

  private static Listing table(List<Map<String, Object>> trials) {
    List<String> columns = List.copyOf(trials.get(0).keySet());
    return new Listing(columns, trials.stream().map(trial -> List.copyOf(trial.values())).toList());
  }

  /** For people. */
  private Map<String, String> sentences(StudyStatus status) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("study", study(status) + " in " + output.location());
    String counts =
        status.committed().entrySet().stream()
            .map(entry -> "%d %s".formatted(entry.getValue(), entry.getKey().column()))
            .collect(Collectors.joining(", "));
    String of = planned(status).map(number -> " of " + number).orElse("");
    lines.put("committed", done(status) + of + " trials" + (counts.isEmpty() ? "" : ": " + counts));
    int running = running(status).size();
    if (running > 0) {
      lines.put(status.driver() == Driver.AT_WORK ? "running" : "ran then", running + " trials");
    }
    lines.put("run", driver(status));
    status
        .best()
        .ifPresent(
            best ->
                lines.put(
                    "best",
                    String.format(
                        Locale.ROOT,
                        "test accuracy %.4f, trial %s",
                        best.testAccuracy(),
                        best.trialId())));
    rate(status)
        .ifPresent(
            rate ->
                lines.put(
                    "rate",
                    String.format(Locale.ROOT, "%.1f trials a minute", rate)
                        + left(status)
                            .map(time -> ", about %s left".formatted(StudyProgress.duration(time)))
                            .orElse("")));
    return lines;
  }

  private static String study(StudyStatus status) {
    return status
        .run()
        .map(claim -> claim.progress().get("study"))
        .map(Object::toString)
        .orElse("unknown");
  }

  private static String driver(StudyStatus status) {
    String who = status.run().map(Claim::toString).orElse("");
    String ago = StudyProgress.duration(status.silence().toSeconds()) + " ago";
    return switch (status.driver()) {
      case NONE -> "none";
      case AT_WORK -> "at work (%s; last sign of life %s)".formatted(who, ago);
      case ENDED -> "ended %s (%s)".formatted(ago, who);
      case DEAD -> "dead (%s; last sign of life %s); the same command goes on".formatted(who, ago);
    };
  }

  /** For programs; a name without a value is null. */
  private Map<String, Object> values(StudyStatus status) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("study", study(status));
    values.put("planned", planned(status).orElse(null));
    Map<String, Object> committed = new LinkedHashMap<>();
    status.committed().forEach((outcome, count) -> committed.put(outcome.column(), count));
    values.put("committed", committed);
    values.put("running", running(status));
    values.put("run", status.driver().name().toLowerCase(Locale.ROOT));
    values.put("host", status.run().map(claim -> claim.process().host()).orElse(null));
    values.put("pid", status.run().map(claim -> claim.process().pid()).orElse(null));
    values.put("since", status.run().map(Claim::since).orElse(null));
    values.put("silent_seconds", status.silence().toSeconds());
    values.put("best_trial_id", status.best().map(StudyStatus.Best::trialId).orElse(null));
    values.put(
        "best_test_accuracy", status.best().map(StudyStatus.Best::testAccuracy).orElse(null));
    values.put("trials_per_minute", rate(status).orElse(null));
    values.put("seconds_left", left(status).orElse(null));
    return values;
  }
}
