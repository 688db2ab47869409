/**
 * Which layers want the same of a weight: per-use gradients, their similarity, and sharing plans
 * made from it (SuperWeight networks, Algorithm 1).
 *
 * <p>Per-use gradients are summed over fixed logical shards of the data; everything after that is a
 * pure function of these sums, evaluated in one order, so that no partitioning, retry or thread
 * count shows in the results.
 */
package org.sharelab.analysis.gradient;
