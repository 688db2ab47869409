package org.sharelab.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sharelab.check.ValidationException;
import org.sharelab.nn.NetworkOptions.Engine;

class EngineTest {
  @Test
  void isTheFastOneUnlessThePropertySaysOtherwise() {
    assertThat(Engine.of(null)).isEqualTo(Engine.TRUNK);
    assertThat(Engine.of("trunk")).isEqualTo(Engine.TRUNK);
    assertThat(Engine.of("layers")).isEqualTo(Engine.LAYERS);
    assertThatThrownBy(() -> Engine.of("layer"))
        .isInstanceOf(ValidationException.class)
        .hasMessage("Invalid sharelab.engine: layer (trunk or layers)");
  }
}
