package org.sharelab.kernel;

/** Memory of some {@link Kernels}, from which tensors are cut. */
public interface MemoryBlock extends AutoCloseable {
  long bytes();

  /** Frees it; tensors cut from it must not be used any more. */
  @Override
  void close();
}
