package org.sharelab.jobs.table;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.sharelab.check.EnvironmentException;

/** The claims on one set of tables, a file each, named by their epochs. */
final class Claims {
  private static final String SUFFIX = ".json";

  private final Storage storage;
  private final String folder;

  /**
   * @param scope names the set of tables
   */
  Claims(Storage storage, String scope) {
    this.storage = storage;
    this.folder = "_sharelab/%s/claims".formatted(scope);
  }

  /** The epochs that are claimed, in order. */
  List<Epoch> epochs() {
    return storage.list(folder).stream().map(Epoch::parse).flatMap(Optional::stream).toList();
  }

  /** The greatest epoch that is claimed. */
  Optional<Epoch> newest() {
    List<Epoch> epochs = epochs();
    return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
  }

  /** What a claim says; empty if it is gone, or was caught while it was written. */
  Optional<Claim> read(Epoch epoch) {
    try {
      return Claim.parse(storage.read(path(epoch)));
    } catch (EnvironmentException problem) {
      if (storage.exists(path(epoch))) {
        throw problem;
      }
      return Optional.empty();
    }
  }

  /** Milliseconds since a claim was last written, by the storage's clock; empty if it is gone. */
  OptionalLong age(Epoch epoch) {
    long now = storage.clock();
    try {
      return OptionalLong.of(now - storage.modified(path(epoch)));
    } catch (EnvironmentException problem) {
      if (storage.exists(path(epoch))) {
        throw problem;
      }
      return OptionalLong.empty();
    }
  }

  /** When a claim was last written. */
  Instant written(Epoch epoch) {
    return Instant.ofEpochMilli(storage.modified(path(epoch)));
  }

  void write(Claim claim) {
    storage.publish(path(claim.epoch()), claim.toFile());
  }

  void delete(Epoch epoch) {
    storage.delete(path(epoch));
  }

  private String path(Epoch epoch) {
    return folder + "/" + epoch + SUFFIX;
  }
}
