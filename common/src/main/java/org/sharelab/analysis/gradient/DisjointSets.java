package org.sharelab.analysis.gradient;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.sharelab.sharing.Topology;

/** Sets of 0..n-1 that can be united; each is named by its smallest element. */
final class DisjointSets {
  private final int[] parent;

  /** Each element on its own. */
  DisjointSets(int n) {
    parent = IntStream.range(0, n).toArray();
  }

  /** The smallest element of the set of {@code i}. */
  int find(int i) {
    int root = i;
    while (parent[root] != root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  }

  /** Unites two sets; false if they were one already. */
  boolean union(int i, int j) {
    int first = find(i);
    int second = find(j);
    parent[Math.max(first, second)] = Math.min(first, second);
    return first != second;
  }

  Topology topology() {
    int[] roots = IntStream.range(0, parent.length).map(this::find).toArray();
    int[] labels = new int[parent.length];
    int next = 0;
    for (int i = 0; i < roots.length; i++) {
      labels[i] = roots[i] == i ? next++ : labels[roots[i]];
    }
    return new Topology(Arrays.stream(labels).boxed().toList());
  }
}
