package org.sharelab.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.testing.SharedFiles;

/** Runs {@code scripts/fetch-data} against a server of this process. */
class FetchDataScriptTest {
  private static final Path SCRIPT = Path.of("../scripts/fetch-data").toAbsolutePath().normalize();
  private static final String FIRST = "train-images-idx3-ubyte.gz";

  /** What a run of the script printed, both streams together, and its exit code. */
  private record Outcome(int code, String text) {}

  @TempDir Path temporary;
  private Path served;
  private Path target;
  private HttpServer server;
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void startServer() throws IOException {
    served = Files.createDirectory(temporary.resolve("served"));
    target = temporary.resolve("target");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  /** Serves a file, from where the client asks on. */
  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    Path file = served.resolve(exchange.getRequestURI().getPath().substring(1));
    requests.add(file.getFileName() + (range == null ? "" : " " + range));
    try (exchange) {
      if (!Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] content = Files.readAllBytes(file);
      int start = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
      if (start >= content.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(start, content.length - 1, content.length));
      exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - start);
      exchange.getResponseBody().write(content, start, content.length - start);
    }
  }

  private Outcome fetch(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .put("SHARELAB_DATA_MIRROR", "http://127.0.0.1:" + server.getAddress().getPort());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), text);
  }

  @Test
  void downloadsOnceAndSaysWhatToWrite() throws Exception {
    served = SharedFiles.data("fashion-mnist");
    Outcome first = fetch("fashion-mnist", target.toString());
    assertThat(first.text())
        .contains("data { name = fashion-mnist, path = \"%s\" }".formatted(target));
    assertThat(first.code()).isZero();
    assertThat(requests).hasSize(4);
    assertThat(DataSources.named("fashion-mnist").load(target.toString(), 0, 0).test().size())
        .isEqualTo(10_000);
    Outcome second = fetch("fashion-mnist", target.toString());
    assertThat(second.text()).contains(FIRST + ": already there");
    assertThat(second.code()).isZero();
    assertThat(requests).hasSize(4);
  }

  @Test
  void resumesWhatWasCutOffAndReplacesWhatIsDamaged() throws Exception {
    served = SharedFiles.data("fashion-mnist");
    Files.createDirectories(target);
    byte[] whole = Files.readAllBytes(served.resolve(FIRST));
    Files.write(target.resolve(FIRST + ".part"), Arrays.copyOf(whole, 1_000_000));
    Files.write(target.resolve("t10k-labels-idx1-ubyte.gz"), new byte[10]);
    // As long as the whole file and wrong: there is nothing to go on from.
    Files.write(target.resolve("train-labels-idx1-ubyte.gz.part"), new byte[29_515]);
    assertThat(fetch("fashion-mnist", target.toString()).code()).isZero();
    assertThat(requests).contains(FIRST + " bytes=1000000-").doesNotContain(FIRST);
    assertThat(Files.readAllBytes(target.resolve(FIRST))).isEqualTo(whole);
    assertThat(target.resolve("t10k-labels-idx1-ubyte.gz")).hasSize(5148);
  }

  @Test
  void refusesAWrongChecksumAndRemovesTheFile() throws Exception {
    Files.writeString(served.resolve(FIRST), "not the images");
    Outcome outcome = fetch("mnist", target.toString());
    assertThat(outcome.text())
        .containsPattern(
            "error: Cannot use http://127.0.0.1:\\d+/"
                + FIRST
                + ": MD5"
                + " f68b3c2dcbeaaa9fbdd348bbdeb94873 expected, [0-9a-f]{32} found \\(removed; run"
                + " the same command again\\)");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(target).isEmptyDirectory();
  }

  @Test
  void saysWhatCannotBeDownloaded() throws Exception {
    Outcome outcome = fetch("cifar10", target.toString());
    assertThat(outcome.text())
        .containsPattern(
            "error: Cannot download http://127.0.0.1:\\d+/cifar-10-binary.tar.gz: (curl|wget) ended"
                + " with code \\d+");
    assertThat(outcome.code()).isEqualTo(3);
  }

  @Test
  void refusesWrongUsage() throws Exception {
    assertThat(fetch("imagenet", target.toString()))
        .isEqualTo(
            new Outcome(
                2,
                "error: Invalid data set: imagenet (fashion-mnist | mnist | cifar10 |"
                    + " cifar100)\n"));
    assertThat(fetch("mnist"))
        .isEqualTo(
            new Outcome(
                2,
                "error: Invalid arguments: 1 given (usage: scripts/fetch-data NAME DIR; NAME is"
                    + " fashion-mnist | mnist | cifar10 | cifar100)\n"));
  }

  @Test
  void refusesAFolderThatCannotBeMade() throws Exception {
    Files.createFile(target);
    assertThat(fetch("mnist", target.toString()))
        .isEqualTo(
            new Outcome(
                3,
                "error: Cannot create folder %s: check the path and its permissions\n"
                    .formatted(target)));
  }
}
