package org.sharelab.result;

import java.io.Serializable;

/**
 * Measurements of one epoch.
 *
 * @param epoch 1 for the first
 * @param learningRate rate of the epoch's last step
 * @param trainLoss mean loss over the epoch's steps, with label smoothing if there is any
 * @param trainAccuracy fraction of the epoch's training images classified as labelled, as the
 *     parameters were when each was seen
 * @param test evaluation on the test images; null if this epoch was not evaluated
 */
public record EpochRow(
    String trialId,
    int epoch,
    double learningRate,
    double trainLoss,
    double trainAccuracy,
    TestMeasures test,
    double seconds)
    implements Serializable {}
