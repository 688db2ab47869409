package org.sharelab.testing;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.sharelab.platform.NativeBackend;

/** Chooses the native library before any test class makes an array; found by JUnit itself. */
public final class NativeLibraryExtension implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    NativeBackend.select();
  }
}
