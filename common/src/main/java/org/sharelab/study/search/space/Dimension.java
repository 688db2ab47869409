package org.sharelab.study.search.space;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A key of the experiment file that varies.
 *
 * @param key full key, such as {@code model.sharing.rate}
 * @param when for each key it depends on, the values for which this one is active; all must hold;
 *     empty if it always is
 */
public record Dimension(String key, Domain domain, Map<String, List<Object>> when)
    implements Serializable {
  public Dimension {
    Map<String, List<Object>> conditions = new LinkedHashMap<>();
    when.forEach(
        (parent, values) -> {
          List<Object> normal = new ArrayList<>();
          values.forEach(value -> normal.add(Point.normal(value)));
          conditions.put(parent, Collections.unmodifiableList(normal));
        });
    when = Collections.unmodifiableMap(conditions);
  }

  /** A dimension that is always active. */
  public static Dimension of(String key, Domain domain) {
    return new Dimension(key, domain, Map.of());
  }

  /** Whether it is active, given the values of the keys it depends on. */
  public boolean activeAt(Map<String, Object> values) {
    return when.entrySet().stream()
        .allMatch(
            condition ->
                values.containsKey(condition.getKey())
                    && condition.getValue().contains(values.get(condition.getKey())));
  }
}
