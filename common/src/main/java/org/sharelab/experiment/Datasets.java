package org.sharelab.experiment;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sharelab.data.DataSpec;
import org.sharelab.data.Dataset;
import org.sharelab.model.FeatureShape;

/**
 * Data sets of this process, each read once however many trials use it.
 *
 * <p>Images are bytes and immutable, so that all trials of an executor share them. They stay until
 * the process ends.
 */
public final class Datasets {
  private static final Map<Key, Dataset> LOADED = new ConcurrentHashMap<>();

  private Datasets() {}

  /** What distinguishes two data sets in memory; augmentation and noise are applied by trials. */
  private record Key(
      String name, String path, int trainLimit, int testLimit, FeatureShape shape, int classes) {}

  /**
   * The data set of a spec, read now if it is the first to ask for it.
   *
   * @throws org.sharelab.check.EnvironmentException if files are missing or damaged
   */
  public static Dataset load(DataSpec spec) {
    Key key =
        new Key(
            spec.name(),
            spec.path(),
            spec.trainLimit(),
            spec.testLimit(),
            spec.inputShape(),
            spec.classes());
    return LOADED.computeIfAbsent(key, unseen -> spec.load());
  }
}
