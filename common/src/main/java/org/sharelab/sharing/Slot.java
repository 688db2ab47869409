package org.sharelab.sharing;

import java.io.Serializable;

/**
 * A place in a network that needs a parameter tensor.
 *
 * @param layer the layer's name
 * @param parameter the tensor's name within the layer, such as W
 */
public record Slot(String layer, String parameter) implements Serializable {
  @Override
  public String toString() {
    return layer + "/" + parameter;
  }
}
