package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

/** Running reorders. */
final class Reorders {
  private Reorders() {}

  static void run(OneDnnPrimitive reorder, OneDnnMemory from, OneDnnMemory to) {
    reorder.with(DNNL_ARG_FROM, from).with(DNNL_ARG_TO, to).run();
  }
}
