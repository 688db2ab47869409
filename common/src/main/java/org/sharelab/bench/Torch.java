package org.sharelab.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.sharelab.check.EnvironmentException;
import org.sharelab.config.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child process with PyTorch that trains the same networks, one block of steps at a request. */
final class Torch implements AutoCloseable {
  /** How PyTorch keeps feature maps. */
  enum MemoryFormat {
    NCHW,
    CHANNELS_LAST
  }

  private static final Logger LOG = LoggerFactory.getLogger(Torch.class);

  /** Which build of a version, such as +cpu. */
  private static final Pattern LOCAL_PART = Pattern.compile("\\+.*");

  private static final String PROGRAM = "torch_steps.py";

  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final String version;
  private int opened;

  private Torch(Process process) throws IOException {
    this.process = process;
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    String greeting = answers.readLine();
    if (greeting == null) {
      throw new IOException("it has no PyTorch");
    }
    this.version = LOCAL_PART.matcher(parse(greeting).getString("version")).replaceFirst("");
  }

  /** Starts these Pythons, of those with the same version of PyTorch the first. */
  static List<Torch> start(List<String> pythons, int threads) {
    Map<String, Torch> byVersion = new LinkedHashMap<>();
    for (String python : pythons) {
      try {
        Torch torch = new Torch(launch(python, threads));
        Torch same = byVersion.putIfAbsent(torch.version, torch);
        if (same != null) {
          torch.close();
        }
      } catch (IOException e) {
        LOG.debug("Cannot use {}: {}", python, e.getMessage());
      }
    }
    return List.copyOf(byVersion.values());
  }

  private static Process launch(String python, int threads) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(python, "-c", program(), Integer.toString(threads))
            .redirectError(Redirect.DISCARD);
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    return builder.start();
  }

  private static String program() throws IOException {
    try (InputStream in = Torch.class.getResourceAsStream(PROGRAM)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Such as 1.13.1. */
  String version() {
    return version;
  }

  /** Builds a network in the child process. */
  Contestant open(BenchmarkCase measured, MemoryFormat format) {
    int id = opened++;
    Map<String, Object> request = new TreeMap<>();
    request.put("do", "open");
    request.put("id", id);
    request.put("batch", measured.batch());
    request.put("channels", BenchmarkCase.CHANNELS);
    request.put("classes", BenchmarkCase.CLASSES);
    request.put("width", measured.width());
    request.put("image", measured.image());
    request.put("kernel", measured.kernel());
    request.put("depth", measured.depth());
    request.put("patch", BenchmarkCase.PATCH);
    request.put("format", format.name().toLowerCase(java.util.Locale.ROOT));
    ask(request);
    return new TorchContestant(id, format);
  }

  private Config ask(Map<String, Object> request) {
    try {
      requests.write(Json.write(request));
      requests.newLine();
      requests.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException("its process ended");
      }
      return parse(answer);
    } catch (IOException e) {
      throw new EnvironmentException("Cannot run PyTorch: " + e.getMessage(), e);
    }
  }

  private static Config parse(String json) throws IOException {
    try {
      return ConfigFactory.parseString(json);
    } catch (ConfigException e) {
      throw new IOException("it answered \"%s\"".formatted(json), e);
    }
  }

  /** Ends the child process. */
  @Override
  public void close() {
    try {
      requests.close();
      answers.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      process.destroy();
    }
  }

  private final class TorchContestant implements Contestant {
    private final int id;
    private final MemoryFormat format;

    TorchContestant(int id, MemoryFormat format) {
      this.id = id;
      this.format = format;
    }

    @Override
    public String engine() {
      return "torch-%s-%s".formatted(version, org.sharelab.config.Names.of(format));
    }

    @Override
    public int rate() {
      return 1;
    }

    @Override
    public StepTimes run(double seconds) {
      Config answer = ask(Map.of("do", "run", "id", id, "seconds", seconds));
      return new StepTimes(answer.getDoubleList("milliseconds"));
    }

    @Override
    public void close() {
      if (process.isAlive()) {
        ask(Map.of("do", "close", "id", id));
      }
    }
  }
}
