package org.sharelab.study.search.simulate;

import org.junit.jupiter.api.Test;

class SearchQualityTest {
  @Test
  void r() {
    var b = java.lang.management.ManagementFactory.getThreadMXBean();
    long t = b.getCurrentThreadCpuTime();
    System.out.println(SearchQuality.report());
    System.out.println((b.getCurrentThreadCpuTime() - t) / 1e6 + " cpu ms");
    t = b.getCurrentThreadCpuTime();
    SearchQuality.schedulers();
    System.out.println((b.getCurrentThreadCpuTime() - t) / 1e6 + " cpu ms");
    for (SyntheticFunction f : SyntheticFunction.values()) {
      t = b.getCurrentThreadCpuTime();
      SearchQuality.samplers(f);
      System.out.println(f + " " + (b.getCurrentThreadCpuTime() - t) / 1e6 + " cpu ms");
    }
  }
}
