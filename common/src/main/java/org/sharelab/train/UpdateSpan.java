package org.sharelab.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.updater.UpdaterBlock.ParamState;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * Neighbouring parameters of a graph's flat vector that are updated alike.
 *
 * @param start of the first parameter in the flat vector
 * @param end after the last
 * @param rule what happens to the gradient
 * @param stateStart where the first of its states begins in the updater's vector
 * @param stateStride from one of its states to the next
 * @param regularization what is added to the gradient before the rule or after it
 */
record UpdateSpan(
    int start,
    int end,
    UpdateRule rule,
    int stateStart,
    int stateStride,
    List<Regularization> regularization) {

  /**
   * The parameters that a graph's updater changes. Running statistics are not among them: what
   * stands in their gradient is subtracted as it is.
   *
   * @return empty if the updater does something that spans cannot say
   */
  static Optional<List<UpdateSpan>> of(List<UpdaterBlock> blocks) {
    List<UpdateSpan> spans = new ArrayList<>();
    for (UpdaterBlock block : blocks) {
      for (ParamState parameter : block.getLayersAndVariablesInBlock()) {
        boolean isMean = parameter.getLayer().updaterDivideByMinibatch(parameter.getParamName());
        IUpdater updater = block.getGradientUpdater().getConfig();
        if (updater instanceof NoOp && !isMean && regularization(parameter).isEmpty()) {
          continue;
        }
        Optional<UpdateRule> rule = UpdateRule.of(updater);
        if (rule.isEmpty() || !isMean || !isPlain(parameter)) {
          return Optional.empty();
        }
        append(spans, span(block, parameter, rule.get()));
      }
    }
    return Optional.of(spans);
  }

  private static UpdateSpan span(UpdaterBlock block, ParamState parameter, UpdateRule rule) {
    int start = parameter.getParamOffsetStart();
    return new UpdateSpan(
        start,
        parameter.getParamOffsetEnd(),
        rule,
        block.getUpdaterViewOffsetStart() + start - block.getParamOffsetStart(),
        block.getParamOffsetEnd() - block.getParamOffsetStart(),
        regularization(parameter));
  }

  private static List<Regularization> regularization(ParamState parameter) {
    List<Regularization> rules =
        parameter.getLayer().getConfig().getRegularizationByParam(parameter.getParamName());
    return rules == null ? List.of() : List.copyOf(rules);
  }

  private static boolean isPlain(ParamState parameter) {
    GradientNormalization normalization =
        parameter.getLayer().getConfig().getGradientNormalization();
    return (normalization == null || normalization == GradientNormalization.None)
        && regularization(parameter).stream()
            .allMatch(rule -> rule instanceof WeightDecay || rule instanceof L2Regularization);
  }

  private static void append(List<UpdateSpan> spans, UpdateSpan next) {
    UpdateSpan last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
    if (last == null || !last.continuesIn(next)) {
      spans.add(next);
      return;
    }
    spans.set(
        spans.size() - 1,
        new UpdateSpan(
            last.start,
            next.end,
            last.rule,
            last.stateStart,
            last.stateStride,
            last.regularization));
  }

  private boolean continuesIn(UpdateSpan next) {
    return end == next.start
        && stateStart + end - start == next.stateStart
        && stateStride == next.stateStride
        && rule.equals(next.rule)
        && regularization.equals(next.regularization);
  }

  /** How much of each parameter is added to its gradient at this point. */
  float decay(ApplyStep point, int iteration, int epoch) {
    double sum = 0;
    for (Regularization term : regularization) {
      if (term.applyStep() == point) {
        sum += coefficient(term, iteration, epoch);
      }
    }
    return (float) sum;
  }

  private double coefficient(Regularization term, int iteration, int epoch) {
    if (term instanceof L2Regularization l2) {
      return l2.getL2().valueAt(iteration, epoch);
    }
    WeightDecay decay = (WeightDecay) term;
    double rate = decay.isApplyLR() ? rule.learningRate(iteration, epoch) : 1;
    return rate * decay.getCoeff().valueAt(iteration, epoch);
  }
}
