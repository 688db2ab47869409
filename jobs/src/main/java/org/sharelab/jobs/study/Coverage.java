package org.sharelab.jobs.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.sharelab.jobs.table.ResultWriter;
import org.sharelab.result.Status;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

/**
 * How many points of a plan have replicates that did not complete. Means over such points rest on
 * fewer trials than others, and on survivors: a setting may look good because its worst trials are
 * missing.
 *
 * @param points settings that differ in more than the replicate
 * @param incomplete those of them without a completed trial of every replicate
 */
public record Coverage(int points, int incomplete) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The points of a plan, as the output folder has them; the view v_coverage names them. */
  public static Coverage of(Study study, ResultWriter results) {
    Map<String, Boolean> complete = new HashMap<>();
    for (TrialSpec trial : study.trials()) {
      ResultWriter.Committed committed = results.committed(trial.id());
      boolean completed = committed != null && committed.status() == Status.COMPLETED;
      complete.merge(point(trial), completed, Boolean::logicalAnd);
    }
    int incomplete = (int) complete.values().stream().filter(all -> !all).count();
    return new Coverage(complete.size(), incomplete);
  }

  private static String point(TrialSpec trial) {
    try {
      ObjectNode settings = (ObjectNode) MAPPER.readTree(trial.canonical());
      settings.remove("replicate");
      return settings.toString();
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Settings are JSON", impossible);
    }
  }
}
