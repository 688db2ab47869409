package org.sharelab.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the one application jar holds, and what it must leave to Spark. */
class JarHygieneIT {
  private static final Path PATH = Path.of("target", "sharelab.jar");
  private static final long LARGEST_BYTES = 300_000_000L;

  private static JarFile jar;
  private static List<String> names;

  @BeforeAll
  static void open() throws IOException {
    jar = new JarFile(PATH.toFile());
    names = jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  @Test
  void leavesToSparkWhatSparkBrings() {
    for (String prefix :
        List.of(
            "org/apache/",
            "scala/",
            "com/fasterxml/",
            "com/google/",
            "javax/",
            "io/netty/",
            "org/xerial/",
            "org/junit/")) {
      assertThat(names).as(prefix).noneMatch(name -> name.startsWith(prefix));
    }
  }

  @Test
  void bringsNoLogBindingAndNoLogConfiguration() {
    assertThat(names)
        .noneMatch(name -> name.startsWith("org/slf4j/"))
        .noneMatch(name -> name.startsWith("ch/qos/logback/"))
        .noneMatch(name -> name.matches("(log4j|log4j2|logback)[^/]*\\.(properties|xml)"))
        .noneMatch(name -> name.equals("META-INF/services/org.slf4j.spi.SLF4JServiceProvider"));
  }

  @Test
  void librariesThatMayClashAreRelocated() {
    assertThat(names)
        .noneMatch(name -> name.startsWith("com/typesafe/"))
        .noneMatch(name -> name.startsWith("picocli/"))
        .anyMatch(name -> name.startsWith("org/sharelab/shaded/config/"))
        .anyMatch(name -> name.startsWith("org/sharelab/shaded/picocli/"));
  }

  @Test
  void nativeLibrariesAreForLinuxOnX86Only() {
    List<String> natives =
        names.stream()
            .filter(name -> name.matches(".*\\.(so(\\.\\d+)*|dll|dylib|jnilib)"))
            .toList();
    assertThat(natives)
        .allMatch(name -> name.contains("linux-x86_64") || name.contains("/linux-x86-64/"));
    for (String build : List.of("linux-x86_64-onednn", "linux-x86_64-onednn-avx512")) {
      assertThat(natives)
          .as(build)
          .contains("org/nd4j/linalg/cpu/nativecpu/bindings/%s/libnd4jcpu.so".formatted(build));
    }
    assertThat(natives)
        .as("the slow build")
        .noneMatch(name -> name.contains("/linux-x86_64/libnd4j"));
  }

  @Test
  void isUnsignedAndSmallEnough() throws IOException {
    assertThat(names).noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"));
    assertThat(Files.size(PATH)).isLessThan(LARGEST_BYTES);
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void servicesOfNd4jAreMerged() throws IOException {
    ZipEntry backends = jar.getEntry("META-INF/services/org.nd4j.linalg.factory.Nd4jBackend");
    String text = new String(jar.getInputStream(backends).readAllBytes(), StandardCharsets.UTF_8);
    assertThat(text).contains("org.nd4j.linalg.cpu.nativecpu.CpuBackend");
  }

  @Test
  void saysWhichBuildItIs() throws Exception {
    assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
        .isEqualTo("org.sharelab.jobs.cli.Main");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                PATH + File.pathSeparator + System.getProperty("java.class.path"),
                "org.sharelab.jobs.cli.Main",
                "--version")
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(printed).matches("sharelab \\S+ \\(\\S+\\)\\s*");
  }
}
