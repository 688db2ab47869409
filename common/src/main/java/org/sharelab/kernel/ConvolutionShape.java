package org.sharelab.kernel;

import java.util.List;
import org.sharelab.model.Operation;

/**
 * All that a convolution is planned for.
 *
 * @param source layout of the input; the output is always {@link Layout#NATIVE}
 */
public record ConvolutionShape(BatchShape input, Operation.Convolution operation, Layout source) {

  public BatchShape output() {
    return new BatchShape(input.batch(), operation.output(List.of(input.example())));
  }

  /** Every channel has its own kernel, and none is added to another. */
  public boolean isDepthwise() {
    return operation.isDepthwise(input.example());
  }

  public int inChannelsPerGroup() {
    return input.channels() / operation.groups();
  }

  /** Sizes of the plain weight: out x in / G x K x K. */
  public long[] weightDimensions() {
    int kernel = operation.kernel();
    return new long[] {operation.outChannels(), inChannelsPerGroup(), kernel, kernel};
  }
}
