package org.sharelab.data.format;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Records of CIFAR files, by hand. */
abstract class CifarFormatContract extends ImageFormatContract {

  /** A record with these label bytes, a red plane of r, a green one of g and a blue one of b. */
  static byte[] record(int r, int g, int b, int... labels) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int label : labels) {
      bytes.write(label);
    }
    byte[] plane = new byte[1024];
    for (int value : new int[] {r, g, b}) {
      Arrays.fill(plane, (byte) value);
      bytes.writeBytes(plane);
    }
    return bytes.toByteArray();
  }

  static byte[] file(byte[]... records) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] record : records) {
      bytes.writeBytes(record);
    }
    return bytes.toByteArray();
  }
}
