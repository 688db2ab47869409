package org.sharelab.result;

import java.io.Serializable;

/**
 * Quality on the test images, whose labels are clean.
 *
 * @param accuracy fraction correct, 0..1
 * @param nll mean negative log-likelihood of the true class, nats
 * @param ece expected calibration error, 15 equal-width bins of the largest probability, 0..1
 * @param examples number of images
 */
public record TestMeasures(double accuracy, double nll, double ece, int examples)
    implements Serializable {}
