package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An argument of a primitive: a layout at an address. It does not own the scalars. */
final class OneDnnMemory implements AutoCloseable {
  private final OneDnnLayout layout;
  private final dnnl_memory handle = new dnnl_memory();
  private Pointer address;

  private OneDnnMemory(OneDnnLayout layout) {
    this.layout = layout;
  }

  /** An argument whose address is given before each use. */
  static OneDnnMemory unbound(OneDnnSession session, OneDnnLayout layout) {
    return at(session, layout, new Pointer());
  }

  static OneDnnMemory at(OneDnnSession session, OneDnnLayout layout, Pointer address) {
    OneDnnMemory memory = session.own(new OneDnnMemory(layout));
    OneDnnSession.check(
        dnnl_memory_create(memory.handle, layout.descriptor(), session.engine, address),
        "create",
        "memory");
    memory.address = address;
    return memory;
  }

  /** An argument with memory of its own. */
  static OneDnnMemory allocate(OneDnnSession session, OneDnnLayout layout) {
    return at(session, layout, session.memory.allocate(layout.bytes()).at(0));
  }

  /** The same scalars, read by another layout. */
  OneDnnMemory as(OneDnnSession session, OneDnnLayout other) {
    return at(session, other, address);
  }

  /** Points at the caller's array, which must have this many scalars. */
  OneDnnMemory bind(INDArray array, long size) {
    return bind(PlainArrays.address(array, size));
  }

  OneDnnMemory bind(Pointer newAddress) {
    if (address.address() != newAddress.address()) {
      OneDnnSession.check(dnnl_memory_set_data_handle(handle, newAddress), "bind", "memory");
      address = newAddress;
    }
    return this;
  }

  OneDnnLayout layout() {
    return layout;
  }

  Pointer address() {
    return address;
  }

  dnnl_memory handle() {
    return handle;
  }

  @Override
  public void close() {
    dnnl_memory_destroy(handle);
  }
}
