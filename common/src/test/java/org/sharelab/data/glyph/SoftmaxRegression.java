package org.sharelab.data.glyph;

import java.util.List;
import org.sharelab.data.Batch;
import org.sharelab.data.Batches;
import org.sharelab.data.Normalization;
import org.sharelab.data.TrainingBatches;
import org.sharelab.data.image.ImageSet;
import org.sharelab.random.Seed;

/** The linear classifier that a data set is measured against: softmax regression by plain SGD. */
final class SoftmaxRegression {
  private final int features;
  private final int classes;
  private final Normalization normalization;
  private final float[] weights;

  /** Starts at zero; the last weight of a class is its bias. */
  SoftmaxRegression(ImageSet images, Normalization normalization) {
    this.features = (int) images.shape().size();
    this.classes = images.classes();
    this.normalization = normalization;
    this.weights = new float[classes * (features + 1)];
  }

  void train(ImageSet images, int epochs, float learningRate) {
    TrainingBatches training =
        new TrainingBatches(
            images, normalization, List.of(), 32, TrainingBatches.LastBatch.DROP, Seed.of(1));
    float[] probabilities = new float[classes];
    for (int epoch = 0; epoch < epochs; epoch++) {
      float rate = learningRate * (1 - epoch / (float) epochs);
      for (Batch batch : training.epoch(epoch)) {
        for (int i = 0; i < batch.size(); i++) {
          logits(batch.features(), i, probabilities);
          softmax(probabilities);
          probabilities[batch.labels()[i]] -= 1;
          step(batch.features(), i, probabilities, rate / batch.size());
        }
      }
    }
  }

  /** Share of the images whose largest logit is that of their label. */
  double accuracy(ImageSet images) {
    float[] logits = new float[classes];
    int right = 0;
    for (Batch batch : Batches.inFileOrder(images, normalization, 100)) {
      for (int i = 0; i < batch.size(); i++) {
        logits(batch.features(), i, logits);
        int best = 0;
        for (int k = 1; k < classes; k++) {
          best = logits[k] > logits[best] ? k : best;
        }
        right += best == batch.labels()[i] ? 1 : 0;
      }
    }
    return right / (double) images.size();
  }

  private void logits(float[] inputs, int example, float[] logits) {
    int offset = example * features;
    for (int k = 0; k < classes; k++) {
      int row = k * (features + 1);
      float sum = weights[row + features];
      for (int j = 0; j < features; j++) {
        sum += weights[row + j] * inputs[offset + j];
      }
      logits[k] = sum;
    }
  }

  private static void softmax(float[] values) {
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      most = Math.max(most, value);
    }
    float sum = 0;
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) Math.exp(values[k] - most);
      sum += values[k];
    }
    for (int k = 0; k < values.length; k++) {
      values[k] /= sum;
    }
  }

  private void step(float[] inputs, int example, float[] errors, float rate) {
    int offset = example * features;
    for (int k = 0; k < classes; k++) {
      int row = k * (features + 1);
      float change = rate * errors[k];
      for (int j = 0; j < features; j++) {
        weights[row + j] -= change * inputs[offset + j];
      }
      weights[row + features] -= change;
    }
  }
}
