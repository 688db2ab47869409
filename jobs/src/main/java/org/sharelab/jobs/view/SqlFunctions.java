package org.sharelab.jobs.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/** SQL functions that the views use and that queries may use too. */
public final class SqlFunctions {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SqlFunctions() {}

  static void register(SparkSession spark) {
    UDF2<String, String, String> specWithout = SqlFunctions::specWithout;
    UDF2<Double, Long, Double> studentT = SqlFunctions::studentTQuantile;
    spark.udf().register("spec_without", specWithout, DataTypes.StringType);
    spark.udf().register("student_t_quantile", studentT, DataTypes.DoubleType);
  }

  /**
   * Canonical JSON without one key; two trials with equal results of this differ in that key only.
   *
   * @param key full key, such as {@code model.sharing}
   */
  static String specWithout(String spec, String key) throws JsonProcessingException {
    if (spec == null) {
      return null;
    }
    JsonNode root = MAPPER.readTree(spec);
    List<String> path = List.of(key.split("\\."));
    JsonNode parent = root;
    for (String name : path.subList(0, path.size() - 1)) {
      parent = parent.path(name);
    }
    if (parent instanceof ObjectNode object) {
      object.remove(path.get(path.size() - 1));
    }
    return root.toString();
  }

  /**
   * Quantile of Student's t distribution.
   *
   * @param probability 0 to 1
   * @param degreesOfFreedom null below 1
   */
  static Double studentTQuantile(Double probability, Long degreesOfFreedom) {
    return probability == null || degreesOfFreedom == null || degreesOfFreedom < 1
        ? null
        : Double.valueOf(
            new TDistribution(degreesOfFreedom).inverseCumulativeProbability(probability));
  }
}
