/**
 * Measures training steps: the fast kernels, Deeplearning4j's layers and PyTorch in alternation, on
 * one core. Nothing here decides a result of a trial.
 */
package org.sharelab.bench;
