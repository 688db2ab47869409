package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sharelab.bench.BenchmarkCase;
import org.sharelab.bench.Machine;
import org.sharelab.bench.PairMeasures;
import org.sharelab.bench.StepBenchmark;
import org.sharelab.bench.StepMeasures;
import org.sharelab.config.Json;
import org.sharelab.jobs.report.Format;
import org.sharelab.jobs.report.Listing;
import org.sharelab.study.search.simulate.SearchQuality;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times training steps on one core; starts no Spark. */
@Command(
    name = "bench",
    description = "Time training steps on one core, beside Deeplearning4j's layers and PyTorch.")
final class BenchCommand implements Runnable {
  private static final List<String> STEP_COLUMNS =
      List.of(
          "case",
          "engine",
          "share_rate",
          "steps",
          "median_ms",
          "smallest_ms",
          "images_per_s",
          "gflop_per_s",
          "of_gemm_peak",
          "of_torch_nchw",
          "of_torch_cl",
          "of_layers");
  private static final List<String> PAIR_COLUMNS =
      List.of("case", "alone_images_per_s", "two_images_per_s", "ratio");

  @Spec private CommandSpec command;

  @Option(
      names = "--case",
      paramLabel = "BATCH,WIDTH,IMAGE,KERNEL",
      description = {
        "ConvMixer to train; IMAGE is its side after patches of 2 x 2.",
        "Repeatable (default: 64,128,16,5 64,64,14,5 32,256,16,9 64,32,14,5 32,16,8,3)."
      })
  private List<String> cases =
      List.of("64,128,16,5", "64,64,14,5", "32,256,16,9", "64,32,14,5", "32,16,8,3");

  @Option(names = "--depth", description = "Blocks of the network (default: ${DEFAULT-VALUE}).")
  private int depth = 8;

  @Option(
      names = "--rate",
      description = "Share rate of the pointwise convolutions; repeatable (default: 1 2 8).")
  private List<Integer> rates = List.of(1, 2, 8);

  @Option(
      names = "--seconds",
      description = "Time to measure each contestant of a case for (default: ${DEFAULT-VALUE}).")
  private double seconds = 6;

  @Option(names = "--pair", description = "Also run two trials at once, against one alone.")
  private boolean pair;

  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      description = "A Python with PyTorch (default: python3, then /usr/bin/python3).")
  private List<String> pythons = List.of("python3", "/usr/bin/python3");

  @Option(names = "--format", description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Option(
      names = "--search",
      description = "Instead, measure samplers and schedulers on synthetic functions and curves.")
  private boolean search;

  @Override
  public void run() {
    if (search) {
      command.commandLine().getOut().print(SearchQuality.report());
      command.commandLine().getOut().flush();
      return;
    }
    List<BenchmarkCase> measured =
        cases.stream().map(sizes -> BenchmarkCase.parse(sizes, depth)).toList();
    measured.forEach(each -> rates.forEach(each::design));
    try (StepBenchmark benchmark = StepBenchmark.open(pythons)) {
      PrintWriter progress = command.commandLine().getErr();
      List<StepMeasures> steps = new ArrayList<>();
      List<PairMeasures> pairs = new ArrayList<>();
      for (BenchmarkCase each : measured) {
        progress.printf("measuring %s at depth %d%n", each.sizes(), depth);
        progress.flush();
        steps.addAll(benchmark.steps(each, rates, seconds));
        if (pair) {
          pairs.add(benchmark.pair(each, seconds));
        }
      }
      print(benchmark.machine(), steps(benchmark.machine(), steps), pairs(pairs));
    }
  }

  private void print(Machine machine, Listing steps, Listing pairs) {
    PrintWriter out = command.commandLine().getOut();
    switch (format) {
      case TABLE -> {
        printHeading(machine, out);
        steps.print(format, out);
        if (pair) {
          out.println();
          pairs.print(format, out);
        }
      }
      case CSV -> steps.print(format, out);
      case JSON ->
          out.println(
              Json.write(
                  Map.of(
                      "machine", named(machine),
                      "depth", depth,
                      "steps", named(steps),
                      "pairs", named(pairs))));
    }
    out.flush();
  }

  private void printHeading(Machine machine, PrintWriter out) {
    out.printf("%s, %d processors; Java %s%n", machine.cpu(), machine.processors(), machine.java());
    out.printf(
        "Kernels %s, ND4J %s, PyTorch %s; one native thread each (OMP_NUM_THREADS=%d); commit %s%n",
        machine.kernels(),
        machine.backend(),
        Optional.ofNullable(machine.torch()).orElse("not found (see --python)"),
        machine.threads(),
        machine.gitCommit());
    out.printf(
        Locale.ROOT,
        "Gemm peak %.1f GFLOP/s; load before %.2f%s; depth %d%n%n",
        machine.gemmGigaflops(),
        machine.load(),
        machine.load() > 0.5 ? " (other programs disturbed these figures)" : "",
        depth);
  }

  private static Listing steps(Machine machine, List<StepMeasures> measures) {
    List<List<Object>> rows = new ArrayList<>();
    for (StepMeasures row : measures) {
      rows.add(
          Arrays.asList(
              row.measured().sizes(),
              row.engine(),
              row.rate(),
              row.times().steps(),
              row.times().median(),
              row.times().smallest(),
              row.imagesPerSecond(),
              row.gigaflops(),
              row.gigaflops() / machine.gemmGigaflops(),
              relative(row, "torch-nchw", measures),
              relative(row, "torch-channels-last", measures),
              relative(row, "layers", measures)));
    }
    return new Listing(STEP_COLUMNS, rows);
  }

  /** Time of a row over that of another engine with the same case; null without one. */
  private static Double relative(StepMeasures row, String engine, List<StepMeasures> measures) {
    return measures.stream()
        .filter(other -> other.engine().equals(engine) && other.measured().equals(row.measured()))
        .findFirst()
        .map(row::timeRelativeTo)
        .orElse(null);
  }

  private static Listing pairs(List<PairMeasures> measures) {
    return new Listing(
        PAIR_COLUMNS,
        measures.stream()
            .map(
                row ->
                    List.<Object>of(
                        row.measured().sizes(), row.alone(), row.together(), row.ratio()))
            .toList());
  }

  private static Map<String, Object> named(Machine machine) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("cpu", machine.cpu());
    members.put("processors", machine.processors());
    members.put("threads", machine.threads());
    members.put("load", machine.load());
    members.put("java", machine.java());
    members.put("backend", machine.backend());
    members.put("kernels", machine.kernels());
    members.put("torch", machine.torch());
    members.put("git_commit", machine.gitCommit());
    members.put("gemm_gflop_per_s", machine.gemmGigaflops());
    return members;
  }

  private static List<Map<String, Object>> named(Listing listing) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (List<Object> values : listing.rows()) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (int i = 0; i < values.size(); i++) {
        row.put(listing.columns().get(i), values.get(i));
      }
      rows.add(row);
    }
    return rows;
  }
}
