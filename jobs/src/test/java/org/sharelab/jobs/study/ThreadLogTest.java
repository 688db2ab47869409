package org.sharelab.jobs.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ThreadLogTest {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadLogTest.class);

  @Test
  void keepsTheLastLinesOfItsThreadWhileItIsOpen() {
    LOG.warn("before");
    ThreadLog log = ThreadLog.start();
    try (log) {
      LOG.warn("first", new IllegalStateException("with a trace"));
      for (int i = 0; i < ThreadLog.LINES - 1; i++) {
        LOG.warn("line {}", i);
      }
      assertThat(log.tail()).hasSize(ThreadLog.LINES);
      assertThat(log.tail().get(0)).doesNotContain("first"); // pushed out, but its trace not yet
      LOG.warn("last");
      assertThat(log.tail()).hasSize(ThreadLog.LINES);
      assertThat(log.tail().get(0)).endsWith("WARN ThreadLogTest: line 0");
      assertThat(log.tail().get(ThreadLog.LINES - 1)).endsWith("WARN ThreadLogTest: last");
    }
    LOG.warn("after");
    assertThat(log.tail().get(ThreadLog.LINES - 1)).endsWith("last");
  }

  @Test
  void trialsSideBySideDoNotHearEachOther() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      Callable<List<String>> talker =
          () -> {
            try (ThreadLog log = ThreadLog.start()) {
              together.await();
              LOG.warn("I am {}", Thread.currentThread().getName());
              together.await();
              return log.tail();
            }
          };
      List<Future<List<String>>> logs = pool.invokeAll(List.of(talker, talker));
      assertThat(logs.get(0).get()).hasSize(1);
      assertThat(logs.get(1).get()).hasSize(1);
      assertThat(logs.get(0).get()).isNotEqualTo(logs.get(1).get());
    } finally {
      pool.shutdown();
    }
  }
}
