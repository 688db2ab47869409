package org.sharelab.jobs.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sharelab.kernel.VectorModule;

/**
 * A real standalone cluster: a master and workers as processes of their own, on loopback. Workers
 * start executors as further processes, all with this test's class path.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  /** For Java processes that spend their lives with starting. */
  private static final List<String> SHORT_LIVED =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** Makes daemons say which port they found. */
  private static final String LOG =
      "-Dlog4j2.configurationFile=" + Path.of("..", "conf", "log4j2-daemon.properties").toUri();

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final String master;

  /**
   * Starts a master.
   *
   * @param folder for logs and whatever executors leave
   */
  public StandaloneCluster(Path folder) throws Exception {
    this.folder = folder;
    linkJars();
    start(
        "master",
        Map.of(),
        "-Xmx256m",
        LOG,
        "org.apache.spark.deploy.master.Master",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--webui-port",
        "0");
    master = await("master", "spark://127\\.0\\.0\\.1:\\d+");
  }

  /** What Spark expects in its home: its jars. */
  private void linkJars() throws IOException {
    Path jars = Files.createDirectories(folder.resolve("spark/jars"));
    for (String entry : classPath().split(File.pathSeparator)) {
      Path jar = Path.of(entry).toAbsolutePath();
      if (entry.endsWith(".jar") && Files.isRegularFile(jar)) {
        Path link = jars.resolve(jar.getFileName());
        if (!Files.exists(link)) {
          Files.createSymbolicLink(link, jar);
        }
      }
    }
  }

  /** The class path of this test, which executors need too. */
  public static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** The address that drivers connect to. */
  public String master() {
    return master;
  }

  /**
   * Starts a worker and waits until the master knows it.
   *
   * @param name of its log
   * @param path folder that comes first in its PATH; null for none
   * @param settings system properties, such as {@code -Dspark.worker.resource.gpu.amount=2}
   */
  public void addWorker(String name, int cores, Path path, String... settings) throws Exception {
    addWorker("127.0.0.1", name, cores, path, settings);
  }

  /**
   * Starts a worker that Spark takes for another machine than those on 127.0.0.1, as it does not
   * run two copies of a task on one.
   */
  public void addWorkerElsewhere(String name, int cores) throws Exception {
    addWorker("localhost", name, cores, null);
  }

  private void addWorker(String host, String name, int cores, Path path, String... settings)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-Xmx256m", LOG));
    arguments.addAll(List.of(settings));
    arguments.addAll(List.of("org.apache.spark.deploy.worker.Worker", "--host", host));
    arguments.addAll(List.of("--webui-port", "0", "--cores", "" + cores, "--memory", "4g"));
    arguments.addAll(List.of("--work-dir", folder.resolve(name + "-work").toString(), master));
    Map<String, String> environment =
        path == null ? Map.of() : Map.of("PATH", path + ":" + System.getenv("PATH"));
    start(name, environment, arguments.toArray(String[]::new));
    await(name, "Successfully registered with master");
  }

  /** Starts a driver, whose output goes to the log of its name. */
  public Process driver(String name, String mainClass, String... arguments) throws IOException {
    return driver(name, Map.of(), mainClass, arguments);
  }

  /**
   * Starts a driver on this cluster that computes as this process does.
   *
   * @param settings of Spark, besides those that a cluster on loopback needs
   */
  public Process sparkDriver(
      String name, Map<String, String> settings, String mainClass, String... arguments)
      throws IOException {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("spark.master", master);
    all.put("spark.ui.enabled", "false");
    all.put("spark.driver.host", "127.0.0.1");
    all.put("spark.driver.bindAddress", "127.0.0.1");
    all.put("spark.executor.cores", "1");
    all.put("spark.executor.memory", "600m");
    all.put("spark.executor.extraClassPath", classPath());
    all.put("spark.executor.extraJavaOptions", String.join(" ", SHORT_LIVED));
    VectorModule.javaOption()
        .ifPresent(option -> all.put("spark.executor.defaultJavaOptions", option));
    return driver(name, all, mainClass, arguments);
  }

  private Process driver(
      String name, Map<String, String> settings, String mainClass, String... arguments)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("-Xmx1g"));
    words.addAll(SHORT_LIVED);
    VectorModule.javaOption().ifPresent(words::add);
    settings.forEach((key, value) -> words.add("-D" + key + "=" + value));
    words.add(mainClass);
    words.addAll(List.of(arguments));
    return start(name, Map.of(), words.toArray(String[]::new));
  }

  private Process start(String name, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Stream.of(
            "lang",
            "lang.invoke",
            "lang.reflect",
            "io",
            "net",
            "nio",
            "util",
            "util.concurrent",
            "util.concurrent.atomic")
        .map("--add-opens=java.base/java.%s=ALL-UNNAMED"::formatted)
        .forEach(command::add);
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.addAll(List.of("-cp", classPath()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(log(name).toFile());
    builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /** What a process has printed. */
  public String output(String name) throws IOException {
    return Files.readString(log(name));
  }

  private String await(String name, String pattern) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end) {
      Matcher matcher = Pattern.compile(pattern).matcher(output(name));
      if (matcher.find()) {
        return matcher.group();
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("No '" + pattern + "' from " + name + ":\n" + output(name));
  }

  /** Ends all processes, executors with their workers. */
  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    processes.forEach(process -> process.onExit().join());
  }
}
