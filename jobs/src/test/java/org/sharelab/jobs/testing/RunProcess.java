package org.sharelab.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command {@code run} in a process of its own, on two cores. */
public final class RunProcess {
  private final Process process;
  private final Path folder;
  private final String name;

  private RunProcess(Process process, Path folder, String name) {
    this.process = process;
    this.folder = folder;
    this.name = name;
  }

  /**
   * Starts the command.
   *
   * @param folder for what it prints
   * @param name of the files of what it prints
   */
  public static RunProcess start(Path folder, String name, Path file, Path out) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Stream.of("lang", "lang.invoke", "io", "net", "nio", "util", "util.concurrent")
        .map("--add-opens=java.base/java.%s=ALL-UNNAMED"::formatted)
        .forEach(command::add);
    command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    command.addAll(List.of("-Xmx1g", "-Dspark.master=local[2]", "-Dspark.ui.enabled=false"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.sharelab.jobs.cli.Main");
    command.addAll(List.of("run", file.toString(), "--out", out.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process =
        builder
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .redirectError(folder.resolve(name + ".err").toFile())
            .start();
    return new RunProcess(process, folder, name);
  }

  public Process process() {
    return process;
  }

  /** What it has printed on its output so far. */
  public String output() throws IOException {
    return Files.readString(folder.resolve(name + ".out"));
  }

  /** What it has printed on its error stream so far. */
  public String errors() throws IOException {
    return Files.readString(folder.resolve(name + ".err"));
  }
}
