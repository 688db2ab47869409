package org.sharelab.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.sharelab.result.Table;
import org.sharelab.result.Tables;

class SchemasTest {

  @Test
  void everyColumnIsNamedTypedAndExplained() {
    for (Table<?> table : Tables.ALL) {
      for (StructField field : Schemas.spark(table).fields()) {
        String name = table.name() + "." + field.name();
        assertThat(field.name()).as(name).matches("[a-z][a-z0-9_]*");
        assertThat(field.getComment().get()).as(name).isNotBlank().doesNotEndWith(".");
        assertThat(field.nullable()).as(name).isTrue();
      }
      assertThat(Schemas.spark(table).fieldNames()).doesNotHaveDuplicates();
    }
  }

  @Test
  void typesAreSparksOwn() {
    StructType trials = Schemas.spark(Tables.TRIALS);
    assertThat(trials.apply("trial_id").dataType()).isEqualTo(DataTypes.StringType);
    assertThat(trials.apply("replicate").dataType()).isEqualTo(DataTypes.IntegerType);
    assertThat(trials.apply("unique_parameters").dataType()).isEqualTo(DataTypes.LongType);
    assertThat(trials.apply("test_accuracy").dataType()).isEqualTo(DataTypes.DoubleType);
  }

  @Test
  void trialsHasTheColumnsThatAreFixed() {
    assertThat(Schemas.spark(Tables.TRIALS).fieldNames())
        .startsWith(
            "trial_id",
            "study",
            "replicate",
            "seed",
            "status",
            "error_code",
            "error_message",
            "attempts",
            "model",
            "dataset",
            "share_rate",
            "mapping",
            "fusion",
            "label_noise",
            "unique_parameters",
            "applied_parameters",
            "macs",
            "epochs",
            "train_seconds",
            "images_per_second",
            "train_loss",
            "test_accuracy",
            "test_nll",
            "test_ece",
            "spec");
    assertThat(Schemas.spark(Tables.EPOCHS).fieldNames())
        .startsWith(
            "trial_id",
            "epoch",
            "learning_rate",
            "train_loss",
            "train_accuracy",
            "test_accuracy",
            "test_nll",
            "seconds");
    assertThat(Schemas.spark(Tables.GROUPS).fieldNames())
        .startsWith("trial_id", "use", "layer", "group_id", "shape", "parameters");
  }
}
