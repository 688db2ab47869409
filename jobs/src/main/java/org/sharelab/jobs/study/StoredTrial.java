package org.sharelab.jobs.study;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sharelab.check.Checks;
import org.sharelab.check.ValidationException;
import org.sharelab.config.ExperimentFile;
import org.sharelab.config.Names;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.table.TrialRows;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

/**
 * A committed trial, as an output folder has it.
 *
 * @param rows in all tables of a study
 */
public record StoredTrial(TrialRows rows) {

  /**
   * Finds a trial.
   *
   * @throws ValidationException if there is none of this id, with what comes close
   */
  public static StoredTrial find(SparkSession spark, ResultReader results, String trialId) {
    Map<String, List<List<Object>>> rows = new LinkedHashMap<>();
    for (Table<?> table : Tables.ALL) {
      Dataset<Row> all = results.read(spark, table);
      rows.put(table.name(), values(all.filter(all.col("trial_id").equalTo(trialId))));
    }
    if (rows.get(Tables.TRIALS.name()).isEmpty()) {
      throw unknown(trialId, results.read(spark, Tables.TRIALS));
    }
    return new StoredTrial(new TrialRows(rows));
  }

  private static List<List<Object>> values(Dataset<Row> query) {
    List<List<Object>> rows = new ArrayList<>();
    for (Row row : query.collectAsList()) {
      List<Object> values = new ArrayList<>();
      IntStream.range(0, row.size()).forEach(i -> values.add(row.get(i)));
      rows.add(values);
    }
    return rows;
  }

  private static ValidationException unknown(String trialId, Dataset<Row> trials) {
    List<String> ids =
        trials.select("trial_id").collectAsList().stream()
            .map(row -> row.getString(0))
            .sorted()
            .toList();
    List<String> close =
        ids.stream().filter(id -> !trialId.isEmpty() && id.startsWith(trialId)).limit(3).toList();
    String hint =
        close.isEmpty()
            ? Names.suggest(trialId, ids)
                .map("did you mean %s?"::formatted)
                .orElse("a trial_id of the table trials, which has %d".formatted(ids.size()))
            : "did you mean %s?".formatted(String.join(" or ", close));
    return new ValidationException("Invalid trial: %s (%s)".formatted(trialId, hint));
  }

  /**
   * What to run to get it again.
   *
   * @throws ValidationException if this version takes the stored spec for another trial
   */
  public TrialSpec spec() {
    return checked(stored());
  }

  /** The same with its data in another place. */
  public TrialSpec spec(String dataPath) {
    ConfigValue path = ConfigValueFactory.fromAnyRef(dataPath, "--data");
    return checked(stored().set("data.path", path));
  }

  private ExperimentFile stored() {
    return ExperimentFile.parse((String) rows.trial("spec"));
  }

  private TrialSpec checked(ExperimentFile file) {
    TrialSpec spec = Study.storedTrial(file, (String) rows.trial("study"));
    Checks.valid(
        spec.id().equals(rows.trialId()),
        "Cannot reproduce %s: version %s stored it, and this version reads its spec as trial %s",
        rows.trialId(),
        rows.trial("version"),
        spec.id());
    return spec;
  }
}
