package org.sharelab.jobs.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** SQL functions that the views use and that queries may use too. */
public final class SqlFunctions {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SqlFunctions() {}

  static void register(SparkSession spark) {
    UDF2<String, String, String> specWithout = SqlFunctions::specWithout;
    UDF2<Double, Long, Double> studentT = SqlFunctions::studentTQuantile;
    UDF2<Seq<Double>, Seq<Double>, Double> spearman =
        (x, y) -> correlation(new SpearmansCorrelation()::correlation, x, y);
    UDF2<Seq<Double>, Seq<Double>, Double> kendall =
        (x, y) -> correlation(new KendallsCorrelation()::correlation, x, y);
    spark.udf().register("spec_without", specWithout, DataTypes.StringType);
    spark.udf().register("student_t_quantile", studentT, DataTypes.DoubleType);
    spark.udf().register("spearman_rho", spearman, DataTypes.DoubleType);
    spark.udf().register("kendall_tau_b", kendall, DataTypes.DoubleType);
  }

  /** Null for fewer than two pairs, and where one side has one value only. */
  static Double correlation(
      ToDoubleBiFunction<double[], double[]> measure, Seq<Double> x, Seq<Double> y) {
    if (x == null || y == null || x.size() < 2) {
      return null;
    }
    double value = measure.applyAsDouble(array(x), array(y));
    return Double.isNaN(value) ? null : Double.valueOf(value);
  }

  private static double[] array(Seq<Double> values) {
    return JavaConverters.seqAsJavaList(values).stream().mapToDouble(Double::doubleValue).toArray();
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
