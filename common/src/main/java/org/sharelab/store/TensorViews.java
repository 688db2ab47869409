package org.sharelab.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sharelab.model.ParameterSpec;

/** Cuts a flat vector into tensors, one after the other, each in C order. */
final class TensorViews {
  private TensorViews() {}

  /** Views by name, in order. */
  static Map<String, INDArray> of(INDArray flat, List<ParameterSpec> tensors) {
    requireLength(flat, tensors.stream().mapToLong(ParameterSpec::size).sum());
    INDArray vector = flat.reshape(flat.length());
    Map<String, INDArray> views = new LinkedHashMap<>();
    long start = 0;
    for (ParameterSpec tensor : tensors) {
      long end = start + tensor.size();
      long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
      views.put(tensor.name(), vector.get(NDArrayIndex.interval(start, end)).reshape('c', shape));
      start = end;
    }
    return Collections.unmodifiableMap(views);
  }

  static void requireLength(INDArray flat, long size) {
    if (flat.length() != size) {
      throw new IllegalArgumentException(
          "A vector of %d scalars for tensors of %d".formatted(flat.length(), size));
    }
  }
}
