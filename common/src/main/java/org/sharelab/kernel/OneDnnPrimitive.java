package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.const_dnnl_op_desc_t;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** An operation that oneDNN has compiled for its shapes and layouts. */
final class OneDnnPrimitive implements AutoCloseable {
  private static final int MAX_ARGUMENTS = 10;

  private final OneDnnSession session;
  private final dnnl_primitive_desc descriptor;
  private final dnnl_primitive primitive = new dnnl_primitive();
  private final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(MAX_ARGUMENTS);
  private final OneDnnMemory scratchpad;
  private int count;

  private OneDnnPrimitive(OneDnnSession session, dnnl_primitive_desc descriptor) {
    this.session = session;
    this.descriptor = descriptor;
    OneDnnSession.check(dnnl_primitive_create(primitive, descriptor), "create", "primitive");
    OneDnnLayout scratch = layout(dnnl_query_scratchpad_md);
    boolean needed = scratch.bytes() > 0;
    if (needed) {
      session.scratchpad(scratch.bytes());
    }
    scratchpad = needed ? OneDnnMemory.unbound(session, scratch) : null;
  }

  /**
   * Compiles an operation.
   *
   * @param operation a filled operation descriptor
   * @param forward the forward primitive of a backward one, otherwise null
   */
  static OneDnnPrimitive create(OneDnnSession session, Pointer operation, OneDnnPrimitive forward) {
    return create(session, operation, forward, false);
  }

  /** The same, adding the result to what is there. */
  static OneDnnPrimitive accumulating(OneDnnSession session, Pointer operation) {
    return create(session, operation, null, true);
  }

  private static OneDnnPrimitive create(
      OneDnnSession session, Pointer operation, OneDnnPrimitive forward, boolean accumulate) {
    dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
    dnnl_primitive_attr attributes = attributes(accumulate);
    int status =
        dnnl_primitive_desc_create(
            descriptor,
            new const_dnnl_op_desc_t(operation),
            attributes,
            session.engine,
            forward == null ? null : forward.descriptor);
    dnnl_primitive_attr_destroy(attributes);
    OneDnnSession.check(status, "plan", "primitive");
    return new OneDnnPrimitive(session, descriptor);
  }

  /** Copies between layouts; adds to what is there if asked to. */
  static OneDnnPrimitive reorder(
      OneDnnSession session, OneDnnLayout from, OneDnnLayout to, boolean accumulate) {
    dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
    dnnl_primitive_attr attributes = attributes(accumulate);
    int status =
        dnnl_reorder_primitive_desc_create(
            descriptor,
            from.descriptor(),
            session.engine,
            to.descriptor(),
            session.engine,
            attributes);
    dnnl_primitive_attr_destroy(attributes);
    OneDnnSession.check(status, "plan", "reorder");
    return session.own(new OneDnnPrimitive(session, descriptor));
  }

  private static dnnl_primitive_attr attributes(boolean accumulate) {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    OneDnnSession.check(dnnl_primitive_attr_create(attributes), "create", "attributes");
    dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
    if (accumulate) {
      dnnl_post_ops sum = new dnnl_post_ops();
      OneDnnSession.check(dnnl_post_ops_create(sum), "create", "post-operations");
      dnnl_post_ops_append_sum(sum, 1f);
      dnnl_primitive_attr_set_post_ops(attributes, sum);
      dnnl_post_ops_destroy(sum);
    }
    return attributes;
  }

  /** The layout that it wants for an argument, one of {@code dnnl_query_*_md}. */
  OneDnnLayout layout(int query) {
    return OneDnnLayout.copy(session, dnnl_primitive_desc_query_md(descriptor, query, 0));
  }

  /** Whether oneDNN compiled code for it, rather than taking a generic loop. */
  boolean isCompiled() {
    return implementation().startsWith("jit") || implementation().startsWith("brg");
  }

  /** Name of the implementation that oneDNN chose, such as {@code jit_dw:avx512_core}. */
  String implementation() {
    try (PointerPointer<BytePointer> result = new PointerPointer<>(1)) {
      OneDnnSession.check(
          dnnl_primitive_desc_query(descriptor, dnnl_query_impl_info_str, 0, result),
          "query",
          "primitive");
      return result.get(BytePointer.class, 0).getString();
    }
  }

  /** Adds an argument, {@code DNNL_ARG_*}, to the next execution. */
  OneDnnPrimitive with(int argument, OneDnnMemory memory) {
    arguments.position(count++).arg(argument).memory(memory.handle());
    return this;
  }

  /** Executes with the arguments given since the last time. */
  void run() {
    if (scratchpad != null) {
      with(
          DNNL_ARG_SCRATCHPAD,
          scratchpad.bind(session.scratchpad(scratchpad.layout().bytes()).at(0)));
    }
    int status = dnnl_primitive_execute(primitive, session.stream, count, arguments.position(0));
    count = 0;
    OneDnnSession.check(status, "execute", "primitive");
  }

  @Override
  public void close() {
    dnnl_primitive_destroy(primitive);
    dnnl_primitive_desc_destroy(descriptor);
    arguments.position(0).close();
  }
}
