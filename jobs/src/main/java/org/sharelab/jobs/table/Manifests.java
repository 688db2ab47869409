package org.sharelab.jobs.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.sharelab.check.EnvironmentException;

/** The manifests of one set of tables, a file each; the greatest that is whole is what counts. */
final class Manifests {
  private static final int LOOKS = 10;

  private final Storage storage;
  private final String folder;

  /**
   * @param scope names the set of tables
   */
  Manifests(Storage storage, String scope) {
    this.storage = storage;
    this.folder = "_sharelab/%s/manifests".formatted(scope);
  }

  /** The manifest that counts; empty if nothing was ever published. */
  Optional<Manifest> latest() {
    for (int look = 0; look < LOOKS; look++) {
      List<String> names = new ArrayList<>(storage.list(folder));
      if (names.isEmpty()) {
        return Optional.empty();
      }
      Collections.reverse(names);
      for (String name : names) {
        Optional<Manifest> manifest = read(name).flatMap(Manifest::parse);
        if (manifest.isPresent()) {
          return manifest;
        }
      }
      // A writer has replaced all that were listed, or died in its first one: look again.
    }
    return Optional.empty();
  }

  private Optional<byte[]> read(String name) {
    String path = folder + "/" + name;
    try {
      return Optional.of(storage.read(path));
    } catch (EnvironmentException problem) {
      if (storage.exists(path)) {
        throw problem;
      }
      return Optional.empty();
    }
  }

  /** The greatest epoch that has published anything, whole or not. */
  Epoch newestEpoch() {
    return storage.list(folder).stream()
        .map(Epoch::parse)
        .flatMap(Optional::stream)
        .max(Epoch::compareTo)
        .orElse(Epoch.NONE);
  }

  void write(Manifest manifest) {
    storage.publish(folder + "/" + manifest.fileName(), manifest.toFile());
  }

  /** Removes what this manifest has taken the place of. */
  void removeBefore(Manifest manifest) {
    for (String name : storage.list(folder)) {
      if (name.compareTo(manifest.fileName()) < 0) {
        storage.delete(folder + "/" + name);
      }
    }
  }
}
