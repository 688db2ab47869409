package org.sharelab.result;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.sharelab.config.Names;
import org.sharelab.result.TrialRow.Measures;
import org.sharelab.study.search.space.Point;

/** The tables of result sets. Columns are added at the end and never renamed. */
public final class Tables {
  private Tables() {}

  public static final Table<TrialRow> TRIALS =
      Table.<TrialRow>named("trials", "A planned trial, whatever became of it.")
          .text("trial_id", "Hash of the canonical spec; names the trial", r -> r.spec().id())
          .text("study", "Name of the study", r -> r.spec().study())
          .integer("replicate", "Replicate, 0 to replicates - 1", r -> r.spec().replicate())
          .longInteger("seed", "Seed of the study", r -> r.spec().seed())
          .text(
              "status",
              "completed, diverged, pruned, failed or timed_out",
              r -> r.outcome().status().column())
          .text(
              "error_code",
              "Stable code of the reason; null if completed",
              r -> Optional.ofNullable(r.outcome().errorCode()).map(ErrorCode::name).orElse(null))
          .text(
              "error_message",
              "The reason in one line; null if completed",
              r -> r.outcome().errorMessage())
          .integer("attempts", "Executions, the last one included", TrialRow::attempts)
          .text("model", "Model family", r -> r.spec().modelName())
          .text("dataset", "Data set", r -> r.spec().data().name())
          .number("share_rate", "Uses per shared tensor", r -> r.spec().sharing().shareRate())
          .text("mapping", "Which positions share, or table", r -> r.spec().sharing().mapping())
          .text(
              "fusion", "How shared tensors were fused, or none", r -> r.spec().sharing().fusion())
          .number(
              "label_noise",
              "Fraction of training labels drawn anew, 0..1",
              r -> r.spec().data().labelNoise().level())
          .longInteger(
              "unique_parameters",
              "Distinct trainable scalars",
              r -> r.spec().design().uniqueParameters())
          .longInteger(
              "applied_parameters",
              "Trainable scalars of the same network unshared",
              r -> r.spec().design().appliedParameters())
          .longInteger("macs", "Multiply-adds per image, forward", r -> r.spec().design().macs())
          .integer("epochs", "Finished epochs", measured(Measures::epochs))
          .number(
              "train_seconds",
              "Wall-clock seconds in training steps",
              measured(Measures::trainSeconds))
          .number(
              "images_per_second",
              "Training images per second of training",
              measured(Measures::imagesPerSecond))
          .number("train_loss", "Mean loss of the last epoch, nats", measured(Measures::trainLoss))
          .number(
              "test_accuracy",
              "Fraction correct on the test images, 0..1",
              tested(TestMeasures::accuracy))
          .number(
              "test_nll",
              "Mean negative log-likelihood on the test images, nats",
              tested(TestMeasures::nll))
          .number(
              "test_ece", "Expected calibration error, 15 bins, 0..1", tested(TestMeasures::ece))
          .text(
              "spec",
              "Canonical JSON of everything that determines the result",
              r -> r.spec().canonical())
          .text("version", "Version of the application", made(Provenance::version))
          .text("git_commit", "Commit it was built from", made(Provenance::gitCommit))
          .text("java_version", "Java version of the executor", made(Provenance::javaVersion))
          .text("backend", "Native library that did the arithmetic", made(Provenance::backend))
          .integer("threads", "Native threads of the trial", made(Provenance::threads))
          .text("host", "Machine that ran it", made(Provenance::host))
          .text(
              "data_fingerprint",
              "SHA-256 of the images and labels",
              made(Provenance::dataFingerprint))
          .text(
              "determinism",
              "bitwise or tolerance: how exactly a repetition agrees",
              made(Provenance::determinism))
          .text("started_at", "Start, ISO 8601 in UTC", made(Provenance::startedAt))
          .text(
              "design_id",
              "Hash of the network and what it shares, as in reusability",
              r -> r.spec().design().id())
          .text(
              "error_log",
              "The last lines that the trial logged, and where it failed; null if completed",
              r -> r.outcome().errorLog())
          .longInteger(
              "peak_native_bytes",
              "Most memory outside the Java heap that the trial held at one time, bytes",
              measured(Measures::peakNativeBytes))
          .varying(
              "attempts",
              "train_seconds",
              "images_per_second",
              "version",
              "git_commit",
              "java_version",
              "backend",
              "threads",
              "host",
              "started_at",
              "error_log",
              "peak_native_bytes")
          .build();

  public static final Table<EpochRow> EPOCHS =
      Table.<EpochRow>named("epochs", "An epoch of a trial.")
          .text("trial_id", "The trial", EpochRow::trialId)
          .integer("epoch", "Epoch, 1 for the first", EpochRow::epoch)
          .number("learning_rate", "Learning rate of the epoch's last step", EpochRow::learningRate)
          .number("train_loss", "Mean loss over the epoch's steps, nats", EpochRow::trainLoss)
          .number(
              "train_accuracy",
              "Fraction classified as labelled while training, 0..1",
              EpochRow::trainAccuracy)
          .number(
              "test_accuracy",
              "Fraction correct on the test images; null if not evaluated",
              epochTest(TestMeasures::accuracy))
          .number(
              "test_nll",
              "Mean negative log-likelihood on the test images, nats",
              epochTest(TestMeasures::nll))
          .number("seconds", "Wall-clock seconds of the epoch's training steps", EpochRow::seconds)
          .number(
              "test_ece",
              "Expected calibration error, 15 bins, 0..1; null if not evaluated",
              epochTest(TestMeasures::ece))
          .varying("seconds")
          .build();

  public static final Table<GroupRow> GROUPS =
      Table.<GroupRow>named("groups", "A use of a tensor in a trial.")
          .text("trial_id", "The trial", GroupRow::trialId)
          .integer("use", "Position of the use in the depth, 0 for the first", GroupRow::use)
          .text("layer", "Layer that uses the tensor", GroupRow::layer)
          .text("group_id", "The tensor: component and number", GroupRow::groupId)
          .text("shape", "Shape of the tensor", GroupRow::shape)
          .longInteger("parameters", "Scalars of the tensor", GroupRow::parameters)
          .text("component", "Kind of parameter", GroupRow::component)
          .text("parameter", "Name of the tensor within the layer", GroupRow::parameter)
          .build();

  public static final Table<GradientSimilarityRow> GRADIENT_SIMILARITY =
      Table.<GradientSimilarityRow>named(
              "gradient_similarity", "A pair of uses whose gradients were compared.")
          .text("trial_id", "The trial", GradientSimilarityRow::trialId)
          .integer(
              "epoch",
              "Epochs trained before the measurement, 0 for the initial network",
              GradientSimilarityRow::epoch)
          .text(
              "kind",
              "tensor: gradients of the weights; coefficient: of what makes the weights",
              GradientSimilarityRow::kind)
          .text("group_id", "The uses that were compared", GradientSimilarityRow::groupId)
          .integer("use_i", "Position of the first use", pair(PairSimilarity::useI))
          .integer("use_j", "Position of the second use, > use_i", pair(PairSimilarity::useJ))
          .number(
              "cosine",
              "Cosine of the gradients, -1..1; null if one is zero",
              defined(PairSimilarity::cosine))
          .number(
              "dot",
              "Inner product of the mean gradients per example",
              defined(PairSimilarity::dot))
          .number("norm_i", "L2 norm of the first mean gradient", defined(PairSimilarity::normI))
          .number("norm_j", "L2 norm of the second mean gradient", defined(PairSimilarity::normJ))
          .longInteger(
              "examples",
              "Training examples that the gradients are means of",
              GradientSimilarityRow::examples)
          .number(
              "standard_error",
              "Standard error of the cosine, delete-one jackknife over shards of the data; null"
                  + " with one shard",
              defined(PairSimilarity::standardError))
          .number(
              "sign_agreement",
              "Fraction of equal signs where neither gradient is zero, 0..1",
              defined(PairSimilarity::signAgreement))
          .number(
              "norm_ratio",
              "Smaller norm over larger norm, 0..1",
              defined(PairSimilarity::normRatio))
          .longInteger(
              "elements",
              "Scalars compared: the corner that both weights have",
              pair(PairSimilarity::elements))
          .integer("shards", "Parts that the data was cut into", GradientSimilarityRow::shards)
          .build();

  public static final Table<ClusterRow> CLUSTERS =
      Table.<ClusterRow>named("clusters", "A use after grouping.")
          .text("trial_id", "The trial whose gradients were compared", ClusterRow::trialId)
          .text(
              "kind",
              "tensor or coefficient: gradients that were compared; none: grouped without",
              ClusterRow::kind)
          .number(
              "threshold",
              "Cosine above which pairs are chained into one cluster; null if there is none",
              row -> finite(row.threshold()))
          .integer("use", "Position of the use", ClusterRow::use)
          .integer("cluster", "Cluster, numbered by first use from 0", ClusterRow::cluster)
          .integer("epoch", "Epochs trained before the gradients were measured", ClusterRow::epoch)
          .text("group_id", "The uses that were clustered", ClusterRow::groupId)
          .text(
              "criterion",
              "threshold, group-count, budget-by-steps or budget-exactly, or a control grouping",
              ClusterRow::criterion)
          .text("plan_id", "The sharing plan that the clusters are", r -> r.plan().id())
          .text(
              "plan", "What made the plan; the same text for all replicates", r -> r.plan().label())
          .text("plan_trial_id", "The trial that trains with the plan", r -> r.plan().trialId())
          .build();

  public static final Table<DecisionRow> DECISIONS =
      Table.<DecisionRow>named("decisions", "A decision of a search on a trial, with its reason.")
          .text("study", "Name of the study", DecisionRow::study)
          .integer(
              "sequence",
              "Order of decisions, 0 for the first; the same for all replicates of a point",
              r -> r.decision().sequence())
          .text(
              "trial_id",
              "The trial; null for a rejected point and where the whole search is meant",
              DecisionRow::trialId)
          .integer(
              "point",
              "Number of the point, 0 for the first; null where the whole search is meant",
              r -> r.decision().point())
          .integer(
              "replicate",
              "Replicate, 0 to replicates - 1; null where there is no trial",
              DecisionRow::replicate)
          .text(
              "settings",
              "Canonical JSON of the point's keys and values; null where the whole search is meant",
              r -> Optional.ofNullable(r.decision().settings()).map(Point::canonical).orElse(null))
          .text(
              "kind",
              "proposed, rejected, promoted, pruned or stopped",
              r -> Names.of(r.decision().kind()))
          .text("rule", "Sampler, scheduler or budget that decided", r -> r.decision().rule())
          .integer(
              "epoch",
              "Epoch the trial may train to, or where it stood when pruned, 0 if rejected; null"
                  + " where the whole search is meant",
              r -> r.decision().epoch())
          .text("reason", "Why, in one sentence with the numbers", r -> r.decision().reason())
          .number(
              "elapsed_seconds",
              "Wall-clock seconds that the search had run by then, interruptions not counted",
              DecisionRow::elapsedSeconds)
          .build();

  public static final Table<ReusabilityRow> REUSABILITY =
      Table.<ReusabilityRow>named("reusability", "A model analysed without training.")
          .text("case_id", "Hash of the spec; names the case", ReusabilityRow::caseId)
          .text("model", "Name of the architecture", r -> r.result().model())
          .integer("resolution", "Side of the images in pixels", r -> r.result().resolution())
          .integer(
              "estimate_resolution",
              "Side in pixels of the images that the estimates are for",
              r -> r.result().estimateResolution())
          .text(
              "sharing",
              "none, all-but-bn, all-but-bn-clean, or mapping and rate of a plan",
              r -> r.result().sharing())
          .number(
              "share_rate",
              "Uses per shared tensor; null where sharing has no rate",
              ReusabilityRow::shareRate)
          .text("mapping", "Which positions share; null without a plan", ReusabilityRow::mapping)
          .longInteger(
              "parameters",
              "N_G, distinct parameters with contexts, moving statistics included",
              r -> r.result().parameters())
          .longInteger("weight_nodes", "The same before sharing", r -> r.result().weightNodes())
          .longInteger(
              "graph_nodes",
              "Scalars of an image, classes and weight nodes together",
              r -> r.result().graphNodes())
          .number(
              "total_contexts_log2",
              "log2 of the contexts of all parameters",
              r -> r.result().quantities().totalContextsLog2())
          .number(
              "entropy",
              "Entropy of contexts over parameters, bits",
              r -> r.result().quantities().entropy())
          .number(
              "expected_spread",
              "Mean over contexts of the log2 of their parameter's count, bits",
              r -> r.result().quantities().expectedSpread())
          .number(
              "total_surprisal",
              "Sum over parameters of their surprisal, bits",
              r -> r.result().quantities().totalSurprisal())
          .number(
              "estimate_surprisal",
              "P, the estimate from the total surprisal; larger is expected to be better",
              r -> r.result().estimateSurprisal())
          .number(
              "estimate_spread",
              "P', the estimate from the expected spread; larger is expected to be better",
              r -> r.result().estimateSpread())
          .text("n_c", "Contexts of all parameters, decimal", r -> "" + r.result().totalContexts())
          .text(
              "max_count",
              "The most contexts of one parameter, decimal",
              r -> "" + r.result().largestCount())
          .integer(
              "distinct_counts",
              "How many different numbers of contexts occur",
              r -> r.result().distinctCounts())
          .text(
              "multiset_sha256",
              "SHA-256 of the counts with their multiplicities",
              r -> r.result().multisetSha256())
          .text(
              "spec",
              "Canonical JSON of everything that determines the result",
              ReusabilityRow::spec)
          .text(
              "design_id",
              "Hash of the network and what it shares, as in trials",
              ReusabilityRow::designId)
          .build();

  /** The tables that a trial writes, in the order in which the dictionary lists them. */
  public static final List<Table<?>> ALL = List.of(TRIALS, EPOCHS, GROUPS);

  /** All tables of a study and of the search that drives it. */
  public static final List<Table<?>> STUDY = List.of(TRIALS, EPOCHS, GROUPS, DECISIONS);

  /** The tables that analyses write, each by itself. */
  public static final List<Table<?>> ANALYSES = List.of(GRADIENT_SIMILARITY, CLUSTERS, REUSABILITY);

  private static Function<TrialRow, Object> measured(Function<Measures, Object> value) {
    return row -> Optional.ofNullable(row.measures()).map(value).orElse(null);
  }

  private static Function<TrialRow, Object> tested(Function<TestMeasures, Object> value) {
    return row -> Optional.ofNullable(row.measures()).map(Measures::test).map(value).orElse(null);
  }

  private static Function<TrialRow, Object> made(Function<Provenance, Object> value) {
    return row -> Optional.ofNullable(row.provenance()).map(value).orElse(null);
  }

  private static Function<EpochRow, Object> epochTest(Function<TestMeasures, Object> value) {
    return row -> Optional.ofNullable(row.test()).map(value).orElse(null);
  }

  private static Function<GradientSimilarityRow, Object> pair(
      Function<PairSimilarity, Object> value) {
    return row -> value.apply(row.pair());
  }

  private static Function<GradientSimilarityRow, Object> defined(
      ToDoubleFunction<PairSimilarity> value) {
    return row -> finite(value.applyAsDouble(row.pair()));
  }

  /** Null for what is not defined. */
  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
