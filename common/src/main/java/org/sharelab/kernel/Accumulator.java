package org.sharelab.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Adds what a primitive wrote, in the primitive's layout, to a plain array of the caller's. */
final class Accumulator {
  private final OneDnnMemory part;
  private final OneDnnMemory total;
  private final OneDnnPrimitive add;

  Accumulator(OneDnnSession session, OneDnnMemory part, OneDnnLayout plain) {
    this.part = part;
    total = OneDnnMemory.unbound(session, plain);
    add = OneDnnPrimitive.reorder(session, part.layout(), plain, true);
  }

  /** Where the primitive writes. */
  OneDnnMemory part() {
    return part;
  }

  void addTo(INDArray array, long size) {
    Reorders.run(add, part, total.bind(array, size));
  }
}
