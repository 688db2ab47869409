package org.sharelab.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.check.EnvironmentException;
import org.sharelab.jobs.testing.ObjectStore;
import org.sharelab.jobs.testing.Processes;

class LeaseTest {
  private static final Lease.Terms NEVER_RENEWED =
      new Lease.Terms(Duration.ofHours(1), Duration.ofSeconds(1));

  @TempDir Path folder;

  private final List<String> notices = new ArrayList<>();

  private Storage storage() {
    return HadoopStorage.at(folder.toString(), new Configuration());
  }

  private Lease acquire(DriverProcess process, Lease.Terms terms) {
    return Lease.acquire(storage(), "study", process, terms, () -> Epoch.NONE, notices::add);
  }

  @Test
  void aliveProcessKeepsOthersOut() {
    try (Lease first = acquire(DriverProcess.current(), Lease.USUAL)) {
      assertThatThrownBy(() -> acquire(DriverProcess.current(), Lease.USUAL))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageMatching(
              "Cannot write \\S+: another run \\(.+, pid \\d+, since .+Z\\) is at work");
      first.check();
    }
    acquire(DriverProcess.current(), Lease.USUAL).close();
    assertThat(notices).isEmpty();
  }

  @Test
  void deadProcessOfThisMachineIsFollowedAtOnce() {
    Lease dead = acquire(Processes.dead(), Lease.USUAL);
    try (Lease next = acquire(DriverProcess.current(), Lease.USUAL)) {
      assertThat(next.epoch()).isGreaterThan(dead.epoch());
      assertThatThrownBy(dead::check)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageMatching(
              "Cannot go on in \\S+: another run \\(.+\\) has taken over; what was committed stays");
      assertThat(dead.isLost()).isTrue();
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void silentProcessOfAnotherMachineIsFollowedWhenItsTimeIsOver() {
    Lease silent = acquire(Processes.elsewhere(), NEVER_RENEWED);
    try (Lease next = acquire(DriverProcess.current(), NEVER_RENEWED)) {
      assertThat(next.epoch()).isGreaterThan(silent.epoch());
    }
    assertThat(notices)
        .singleElement()
        .asString()
        .matches(
            "Waiting up to 1 s: another run \\(elsewhere, pid 4711, since .+Z\\) may be at work");
  }

  @Test
  void beatingProcessOfAnotherMachineIsNotFollowed() {
    Lease.Terms terms = new Lease.Terms(Duration.ofMillis(100), Duration.ofMinutes(1));
    try (Lease first = acquire(Processes.elsewhere(), terms)) {
      assertThatThrownBy(() -> acquire(DriverProcess.current(), terms))
          .hasMessageContaining("another run (elsewhere, pid 4711")
          .hasMessageEndingWith("is at work");
      assertThat(first.isLost()).isFalse();
    }
  }

  @Test
  void claimThatIsNotWholeIsWaitedFor() {
    storage()
        .publish(
            "_sharelab/study/claims/" + Epoch.NONE.next() + ".json",
            "{\"epoch\":".getBytes(StandardCharsets.UTF_8));
    try (Lease next = acquire(DriverProcess.current(), NEVER_RENEWED)) {
      assertThat(next.epoch().number()).isEqualTo(2);
    }
    assertThat(notices).singleElement().asString().contains("another run (unknown)");
  }

  @Test
  void epochsGrowBeyondWhatWasPublished() {
    Epoch published = new Epoch(7, "ffffffff");
    try (Lease lease =
        Lease.acquire(
            storage(), "study", Processes.dead(), Lease.USUAL, () -> published, notices::add)) {
      assertThat(lease.epoch().number()).isEqualTo(8);
    }
  }

  @Test
  void claimTellsOthersAboutProgress() {
    Claims claims = new Claims(storage(), "study");
    Lease lease = acquire(DriverProcess.current(), Lease.USUAL);
    lease.report(() -> Map.of("planned", 12));
    lease.close();
    Claim last = claims.read(lease.epoch()).orElseThrow();
    assertThat(last.ended()).isTrue();
    assertThat(last.process()).isEqualTo(DriverProcess.current());
    assertThat(last.progress()).containsEntry("planned", 12);
  }

  /** Twenty rounds of four that start at once: whoever is not refused and not overtaken is one. */
  @Test
  void ofProcessesThatStartAtOnceOneRemains() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 20; round++) {
        Storage store =
            HadoopStorage.at(
                ObjectStore.location(folder.resolve("round-" + round)),
                ObjectStore.configuration());
        CountDownLatch start = new CountDownLatch(1);
        Callable<Lease> contender =
            () -> {
              start.await();
              return Lease.acquire(
                  store,
                  "study",
                  DriverProcess.current(),
                  Lease.USUAL,
                  () -> Epoch.NONE,
                  notice -> {});
            };
        List<Future<Lease>> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          results.add(threads.submit(contender));
        }
        start.countDown();
        List<Lease> holders = new ArrayList<>();
        for (Future<Lease> result : results) {
          try {
            holders.add(result.get());
          } catch (java.util.concurrent.ExecutionException refused) {
            assertThat(refused).hasMessageContaining("is at work");
          }
        }
        assertThat(holders.stream().filter(LeaseTest::holds)).as("round %d", round).hasSize(1);
        holders.forEach(Lease::close);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean holds(Lease lease) {
    try {
      lease.check();
      return true;
    } catch (EnvironmentException overtaken) {
      return false;
    }
  }
}
