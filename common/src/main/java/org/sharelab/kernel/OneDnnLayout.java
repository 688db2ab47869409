package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.javacpp.Pointer;

/** A memory descriptor of oneDNN: sizes of the axes and how the scalars lie. Float32 always. */
record OneDnnLayout(dnnl_memory_desc_t descriptor) {

  /** For the primitive to decide. */
  static OneDnnLayout any(OneDnnSession session, long... dimensions) {
    return tagged(session, dnnl_format_tag_any, dimensions);
  }

  /** Row by row. */
  static OneDnnLayout plain(OneDnnSession session, long... dimensions) {
    int tag =
        switch (dimensions.length) {
          case 1 -> dnnl_a;
          case 2 -> dnnl_ab;
          case 3 -> dnnl_abc;
          case 4 -> dnnl_abcd;
          case 5 -> dnnl_abcde;
          default -> throw new IllegalArgumentException(dimensions.length + " axes");
        };
    return tagged(session, tag, dimensions);
  }

  /** B x C x H x W with all channels innermost. */
  static OneDnnLayout rows(OneDnnSession session, long... dimensions) {
    return tagged(session, dnnl_nhwc, dimensions);
  }

  /** B x C x H x W with blocks of channels innermost. */
  static OneDnnLayout blocked(OneDnnSession session, int block, long... dimensions) {
    return tagged(session, channelTag(block), dimensions);
  }

  /** Depthwise weights, G x 1 x 1 x K x K, with blocks of groups innermost. */
  static OneDnnLayout blockedGroups(OneDnnSession session, int block, long... dimensions) {
    return tagged(session, groupTag(block), dimensions);
  }

  /** Rows of a matrix read as columns. */
  static OneDnnLayout transposed(OneDnnSession session, long rows, long columns) {
    return tagged(session, dnnl_ba, rows, columns);
  }

  /** Matrices [M, N, D] whose last two axes are stored as [D, N]. */
  static OneDnnLayout transposed(OneDnnSession session, long matrices, long rows, long columns) {
    return tagged(session, dnnl_acb, matrices, rows, columns);
  }

  private static int channelTag(int block) {
    return switch (block) {
      case 16 -> dnnl_nChw16c;
      case 8 -> dnnl_nChw8c;
      case 4 -> dnnl_nChw4c;
      default -> dnnl_nchw;
    };
  }

  private static int groupTag(int block) {
    return switch (block) {
      case 16 -> dnnl_Goihw16g;
      case 8 -> dnnl_Goihw8g;
      case 4 -> dnnl_Goihw4g;
      default -> dnnl_goihw;
    };
  }

  private static OneDnnLayout tagged(OneDnnSession session, int tag, long... dimensions) {
    dnnl_memory_desc_t descriptor = new dnnl_memory_desc_t();
    session.own(descriptor);
    OneDnnSession.check(
        dnnl_memory_desc_init_by_tag(descriptor, dimensions.length, dimensions, dnnl_f32, tag),
        "describe",
        "memory");
    return new OneDnnLayout(descriptor);
  }

  /** A copy of a descriptor that belongs to a primitive. */
  static OneDnnLayout copy(OneDnnSession session, dnnl_memory_desc_t original) {
    dnnl_memory_desc_t descriptor = new dnnl_memory_desc_t();
    session.own(descriptor);
    Pointer.memcpy(descriptor, original, original.sizeof());
    return new OneDnnLayout(descriptor);
  }

  long bytes() {
    return dnnl_memory_desc_get_size(descriptor);
  }

  boolean sameAs(OneDnnLayout other) {
    return dnnl_memory_desc_equal(descriptor, other.descriptor) != 0;
  }

  /** Channels (axis 1) that lie together; 1 where the layout is not of that kind. */
  int channelBlock() {
    if (descriptor.format_desc_blocking().inner_nblks() != 1
        || descriptor.format_desc_blocking().inner_idxs().get(0) != 1) {
      return 1;
    }
    int block = (int) descriptor.format_desc_blocking().inner_blks().get(0);
    return channelTag(block) == dnnl_nchw ? 1 : block;
  }
}
