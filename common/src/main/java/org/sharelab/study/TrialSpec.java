package org.sharelab.study;

import java.io.Serializable;
import org.sharelab.data.DataSpec;
import org.sharelab.model.ModelDesign;
import org.sharelab.random.Seed;
import org.sharelab.sharing.SharingSpec;
import org.sharelab.store.Initialization;
import org.sharelab.train.TrainingSpec;

/**
 * One trial: a point of the space with one replicate, validated and ready to run anywhere.
 *
 * @param id hash of everything that determines the result; see {@link TrialId}
 * @param canonical canonical JSON of the same, and where the data lie
 * @param study name of the study
 * @param seed of the study
 * @param replicate 0 to replicates - 1
 * @param timeoutSeconds longest time it may take; 0 for no limit
 * @param checkpoint what it saves of its state, and what is left of that
 */
public record TrialSpec(
    String id,
    String canonical,
    String study,
    long seed,
    int replicate,
    long timeoutSeconds,
    CheckpointSpec checkpoint,
    DataSpec data,
    String modelName,
    SharingSpec sharing,
    ModelDesign design,
    Initialization initializer,
    TrainingSpec training)
    implements Serializable {

  /** The seed that all random choices of the replicate derive from; the same for all points. */
  public Seed replicateSeed() {
    return Seed.of(seed).derive("replicate", replicate);
  }
}
