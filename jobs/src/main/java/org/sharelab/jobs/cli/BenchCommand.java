package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sharelab.bench.BenchmarkCase;
import org.sharelab.bench.GradientBenchmark;
import org.sharelab.bench.GradientCost;
import org.sharelab.bench.Machine;
import org.sharelab.bench.OverheadMeasures;
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
          "of_gemm_peak");
  private static final List<String> OVERHEAD_COLUMNS =
      List.of(
          "case",
          "step_ms",
          "primitives_ms",
          "data_ms",
          "fixed_ms",
          "augmented_data_ms",
          "data_percent");
  private static final List<String> PAIR_COLUMNS =
      List.of(
          "case",
          "alone_images_per_s",
          "two_images_per_s",
          "ratio",
          "smallest_ratio",
          "ratio_of_products");

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
      names = "--gradient",
      description = {
        "Only measure an epoch of gradient similarity against one of training,",
        "in CPU time, for the rates above 1."
      })
  private boolean gradient;

  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      description = "A Python with PyTorch; repeatable (default: python3 /usr/bin/python3).")
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
    if (gradient) {
      gradientCosts(measured).print(format, command.commandLine().getOut());
      return;
    }
    try (StepBenchmark benchmark = StepBenchmark.open(pythons)) {
      PrintWriter progress = command.commandLine().getErr();
      List<StepMeasures> steps = new ArrayList<>();
      List<OverheadMeasures> overheads = new ArrayList<>();
      List<PairMeasures> pairs = new ArrayList<>();
      for (BenchmarkCase each : measured) {
        progress.printf("measuring %s at depth %d%n", each.sizes(), depth);
        progress.flush();
        steps.addAll(benchmark.steps(each, rates, seconds));
        overheads.add(benchmark.overhead(each, seconds));
        if (pair) {
          pairs.add(benchmark.pair(each, seconds));
        }
      }
      print(
          benchmark.machine(),
          steps(benchmark.machine(), steps),
          overheads(overheads),
          pairs(pairs));
    }
  }

  private Listing gradientCosts(List<BenchmarkCase> measured) {
    List<List<Object>> rows = new ArrayList<>();
    for (BenchmarkCase each : measured) {
      for (int rate : rates) {
        if (rate > 1) {
          GradientCost cost = GradientBenchmark.run(each, rate);
          rows.add(
              List.of(
                  each.sizes(),
                  rate,
                  cost.trainingSeconds(),
                  cost.similaritySeconds(),
                  cost.ratio()));
        }
      }
    }
    return new Listing(
        List.of("case", "share_rate", "training_cpu_s", "similarity_cpu_s", "ratio"), rows);
  }

  private void print(Machine machine, Listing steps, Listing overheads, Listing pairs) {
    PrintWriter out = command.commandLine().getOut();
    switch (format) {
      case TABLE -> {
        printHeading(machine, out);
        steps.print(format, out);
        out.println();
        overheads.print(format, out);
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
                      "overheads", named(overheads),
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
        machine.torch().isEmpty()
            ? "not found (see --python)"
            : String.join(" and ", machine.torch()),
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
    List<String> others =
        measures.stream()
            .map(StepMeasures::engine)
            .filter(engine -> !engine.equals("trunk"))
            .distinct()
            .toList();
    List<String> columns = new ArrayList<>(STEP_COLUMNS);
    others.forEach(engine -> columns.add("of_" + engine.replace('-', '_')));
    List<List<Object>> rows = new ArrayList<>();
    for (StepMeasures row : measures) {
      List<Object> values = new ArrayList<>();
      values.add(row.measured().sizes());
      values.add(row.engine());
      values.add(row.rate());
      values.add(row.times().steps());
      values.add(row.times().median());
      values.add(row.times().smallest());
      values.add(row.imagesPerSecond());
      values.add(row.gigaflops());
      values.add(row.gigaflops() / machine.gemmGigaflops());
      others.forEach(engine -> values.add(relative(row, engine, measures)));
      rows.add(values);
    }
    return new Listing(columns, rows);
  }

  /** Time of a row over that of another engine with the same case; null without one. */
  private static Double relative(StepMeasures row, String engine, List<StepMeasures> measures) {
    return measures.stream()
        .filter(other -> other.engine().equals(engine) && other.measured().equals(row.measured()))
        .findFirst()
        .map(row::timeRelativeTo)
        .orElse(null);
  }

  private static Listing overheads(List<OverheadMeasures> measures) {
    return new Listing(
        OVERHEAD_COLUMNS,
        measures.stream()
            .map(
                row ->
                    List.<Object>of(
                        row.measured().sizes(),
                        row.step(),
                        row.primitives(),
                        row.data(),
                        row.fixed(),
                        row.augmentedData(),
                        row.dataPercent()))
            .toList());
  }

  private static Listing pairs(List<PairMeasures> measures) {
    return new Listing(
        PAIR_COLUMNS,
        measures.stream()
            .map(
                row ->
                    List.<Object>of(
                        row.measured().sizes(),
                        row.alone(),
                        row.together(),
                        row.ratio(),
                        row.smallestRatio(),
                        row.ratioOfProducts()))
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
