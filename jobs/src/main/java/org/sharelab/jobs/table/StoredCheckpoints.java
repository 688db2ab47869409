package org.sharelab.jobs.table;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.sharelab.check.EnvironmentException;
import org.sharelab.experiment.Checkpoint;
import org.sharelab.experiment.Checkpoints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints in an output folder, one folder per trial.
 *
 * <p>Nothing here needs a rename or a lock. A checkpoint is a new file under a name of its own,
 * whose content says whether it is whole; only then are older ones removed. If two executions of a
 * trial write at once, either's file is as good as the other's.
 */
public final class StoredCheckpoints implements Checkpoints {
  private static final String FOLDER = "_sharelab/checkpoints";
  private static final Logger LOG = LoggerFactory.getLogger(StoredCheckpoints.class);

  private final Storage storage;

  private StoredCheckpoints(Storage storage) {
    this.storage = storage;
  }

  /** The checkpoints in the output folder of a study. */
  public static StoredCheckpoints in(Storage storage) {
    return new StoredCheckpoints(storage);
  }

  /**
   * The checkpoints that a Spark task reads and writes.
   *
   * @param output folder of the results, as Hadoop names it
   */
  public static Checkpoints ofTask(String output) {
    var configuration = SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
    return ifVisible(HadoopStorage.at(output, configuration));
  }

  /**
   * The checkpoints in an output folder, or none where the folder cannot be seen: a path of the
   * driver's own disk is no place to save to on other machines.
   */
  static Checkpoints ifVisible(Storage storage) {
    try {
      if (StudyIdentity.isPresent(storage)) {
        return new StoredCheckpoints(storage);
      }
      LOG.warn("No checkpoints: {} cannot be seen from here", storage.location());
    } catch (EnvironmentException problem) {
      LOG.warn("No checkpoints: {}", problem.getMessage());
    }
    return Checkpoints.none();
  }

  @Override
  public Optional<Checkpoint> latest(String trialId) {
    List<String> newestFirst =
        storage.list(folder(trialId)).stream().sorted(Comparator.reverseOrder()).toList();
    for (String name : newestFirst) {
      try {
        return Optional.of(Checkpoint.parse(storage.read(folder(trialId) + "/" + name)));
      } catch (EnvironmentException problem) {
        LOG.warn("Trial {}: {} ({})", trialId, problem.getMessage(), name);
      }
    }
    return Optional.empty();
  }

  @Override
  public void save(Checkpoint checkpoint) {
    String folder = folder(checkpoint.trialId());
    String name = name(checkpoint);
    storage.publish(folder + "/" + name, checkpoint.toBytes());
    storage.list(folder).stream()
        .filter(other -> other.compareTo(name) < 0)
        .forEach(older -> storage.delete(folder + "/" + older));
  }

  /** Names sort by what is done: epochs, then steps. */
  private static String name(Checkpoint checkpoint) {
    return String.format(
        Locale.ROOT,
        "%07d-%010d-%s",
        checkpoint.progress().epoch(),
        checkpoint.progress().steps(),
        UUID.randomUUID());
  }

  /** The trials that have some. */
  List<String> trials() {
    return storage.list(FOLDER);
  }

  @Override
  public void discard(String trialId) {
    storage.delete(folder(trialId));
  }

  private static String folder(String trialId) {
    return FOLDER + "/" + trialId;
  }
}
