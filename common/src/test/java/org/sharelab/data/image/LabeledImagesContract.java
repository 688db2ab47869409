package org.sharelab.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

/** What every set of labelled images must do. */
public interface LabeledImagesContract {

  /** A set with at least two images. */
  LabeledImages images();

  @Test
  default void everyLabelIsAClass() {
    LabeledImages images = images();
    for (int id = 0; id < images.size(); id++) {
      assertThat(images.label(id)).isBetween(0, images.classes() - 1);
      assertThat(images.cleanLabel(id)).isBetween(0, images.classes() - 1);
    }
  }

  @Test
  default void copiesPixelsToTheStartOfALongerArray() {
    LabeledImages images = images();
    int length = (int) images.shape().size();
    byte[] exact = new byte[length];
    byte[] longer = new byte[length + 1];
    longer[length] = 42;
    images.copyPixels(1, exact);
    images.copyPixels(1, longer);
    assertThat(longer).startsWith(exact).endsWith(42);
  }

  @Test
  default void survivesJavaSerialization() throws Exception {
    LabeledImages images = images();
    LabeledImages copy = copy(images);
    assertThat(copy.name()).isEqualTo(images.name());
    assertThat(copy.shape()).isEqualTo(images.shape());
    assertThat(copy.classes()).isEqualTo(images.classes());
    assertThat(copy.size()).isEqualTo(images.size());
    byte[] expected = new byte[(int) images.shape().size()];
    byte[] actual = new byte[expected.length];
    for (int id = 0; id < images.size(); id++) {
      images.copyPixels(id, expected);
      copy.copyPixels(id, actual);
      assertThat(actual).isEqualTo(expected);
      assertThat(copy.label(id)).isEqualTo(images.label(id));
      assertThat(copy.cleanLabel(id)).isEqualTo(images.cleanLabel(id));
    }
  }

  private static LabeledImages copy(LabeledImages images)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(images);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (LabeledImages) in.readObject();
    }
  }
}
