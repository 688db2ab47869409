package org.sharelab.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void sortsKeysAndWritesNumbersInOneWay() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", 1.0);
    map.put("a", Arrays.asList(1, 1L, 0.1, 2e-5, 1e300, true, null));
    assertThat(Json.write(map)).isEqualTo("{\"a\":[1,1,0.1,2.0E-5,1.0E300,true,null],\"b\":1}");
  }

  @Test
  void escapesTexts() {
    assertThat(Json.write("a\"b\\c\nd\u0001é")).isEqualTo("\"a\\\"b\\\\c\\nd\\u0001é\"");
  }

  @Test
  void writesNonFiniteNumbersAsTexts() {
    assertThat(Json.write(List.of(Double.NaN, Double.NEGATIVE_INFINITY)))
        .isEqualTo("[\"NaN\",\"-Infinity\"]");
  }

  @Test
  void writesEmptyContainers() {
    assertThat(Json.write(Map.of("a", List.of(), "b", Map.of()))).isEqualTo("{\"a\":[],\"b\":{}}");
  }
}
