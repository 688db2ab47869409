package org.sharelab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** One file per trial, whole at any moment. */
record FolderCheckpoints(Path folder) implements Checkpoints {
  @Override
  public Optional<Checkpoint> latest(String trialId) {
    try {
      Path file = folder.resolve(trialId);
      return Files.exists(file)
          ? Optional.of(Checkpoint.parse(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  @Override
  public void save(Checkpoint checkpoint) {
    try {
      Path part = Files.write(folder.resolve("part"), checkpoint.toBytes());
      Files.move(part, folder.resolve(checkpoint.trialId()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  @Override
  public void discard(String trialId) {
    folder.resolve(trialId).toFile().delete();
  }
}
