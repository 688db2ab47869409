package org.sharelab.jobs.cli;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.sharelab.jobs.table.HadoopStorage;
import picocli.CommandLine.Option;

/** The folder of a study's results. */
final class OutputFolder {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the results: a path, or a URI that Hadoop knows.")
  private String location;

  String location() {
    return location;
  }

  HadoopStorage open() {
    return at(location);
  }

  /** The command line of a query of these results. */
  String query(String sql) {
    boolean plain = location.matches("[A-Za-z0-9_./:=@%+-]+");
    String folder = plain ? location : "'" + location.replace("'", "'\\''") + "'";
    return "scripts/sharelab query --out %s \"%s\"".formatted(folder, sql);
  }

  /** A folder, on whatever file system Spark's settings give. */
  static HadoopStorage at(String location) {
    Configuration configuration = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    return HadoopStorage.at(location, configuration);
  }
}
