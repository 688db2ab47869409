package org.sharelab.nn;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Base64;

/** Serialisable objects as text, for JSON that has no better form of them. */
final class SerializedText {
  private SerializedText() {}

  static String write(Serializable object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException error) {
      throw new IllegalArgumentException("Cannot write " + object.getClass(), error);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  static <T> T read(String text, Class<T> type) {
    byte[] bytes = Base64.getDecoder().decode(text);
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return type.cast(in.readObject());
    } catch (IOException | ClassNotFoundException error) {
      throw new IllegalArgumentException("Cannot read a " + type.getSimpleName(), error);
    }
  }
}
