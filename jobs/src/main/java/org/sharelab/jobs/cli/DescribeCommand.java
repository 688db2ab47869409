package org.sharelab.jobs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sharelab.jobs.report.Format;
import org.sharelab.jobs.report.Listing;
import org.sharelab.model.ModelDesign;
import org.sharelab.result.GroupRow;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints parameters, multiply-adds and groups of every trial's network; allocates none of them. */
@Command(
    name = "describe",
    description = "Print parameters, multiply-adds and groups of every trial's network.")
final class DescribeCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private ExperimentArguments experiment;

  @Option(names = "--format", description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    Study study = experiment.plan();
    PlannedTrials trials = new PlannedTrials(study);
    switch (format) {
      case TABLE -> printForPeople(study, trials, out);
      case CSV -> trials.all().print(format, out);
      case JSON -> withGroups(study, trials.all()).print(format, out);
    }
    out.flush();
  }

  private static void printForPeople(Study study, PlannedTrials trials, PrintWriter out) {
    trials.differences().print(Format.TABLE, out);
    Map<ModelDesign, TrialSpec> designs = new LinkedHashMap<>();
    study.trials().forEach(trial -> designs.putIfAbsent(trial.design(), trial));
    designs.forEach((design, first) -> printGroups(design, first, out));
  }

  private static void printGroups(ModelDesign design, TrialSpec first, PrintWriter out) {
    out.printf(
        "%nGroups of %s (%s): numbers of the blocks or layers that use one tensor%n",
        first.id(), first.sharing().label());
    List<List<Object>> rows = new ArrayList<>();
    Map<List<String>, List<SharedTensor>> byKind = new LinkedHashMap<>();
    for (SharedTensor tensor : design.plan().tensors()) {
      List<String> kind = List.of(tensor.component(), parameterNames(tensor));
      byKind.computeIfAbsent(kind, absent -> new ArrayList<>()).add(tensor);
    }
    byKind.forEach(
        (kind, tensors) ->
            rows.add(
                List.of(
                    kind.get(0),
                    kind.get(1),
                    design.stored(tensors.get(0)).shapeText(),
                    tensors.size(),
                    tensors.stream()
                        .map(DescribeCommand::positions)
                        .collect(Collectors.joining(" | ")))));
    new Listing(List.of("component", "parameter", "shape", "tensors", "used by blocks"), rows)
        .print(Format.TABLE, out);
  }

  private static String parameterNames(SharedTensor tensor) {
    LinkedHashSet<String> names = new LinkedHashSet<>();
    tensor.uses().forEach(use -> names.add(use.slot().parameter()));
    return String.join(",", names);
  }

  private static String positions(SharedTensor tensor) {
    return tensor.uses().stream()
        .map(use -> String.valueOf(use.position()))
        .collect(Collectors.joining(" "));
  }

  /** The rows of trials with the rows of their groups, named like the columns of both tables. */
  private static Listing withGroups(Study study, Listing trials) {
    List<String> columns = new ArrayList<>(trials.columns());
    columns.add(Tables.GROUPS.name());
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < study.trials().size(); i++) {
      List<Object> row = new ArrayList<>(trials.rows().get(i));
      row.add(GroupRow.of(study.trials().get(i)).stream().map(DescribeCommand::named).toList());
      rows.add(row);
    }
    return new Listing(columns, rows);
  }

  private static Map<String, Object> named(GroupRow group) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (Table.Column<GroupRow> column : Tables.GROUPS.columns()) {
      if (!column.name().equals("trial_id")) {
        members.put(column.name(), column.value().apply(group));
      }
    }
    return members;
  }
}
