/**
 * Trainable networks: a {@code ComputationGraph} made from a model design, in which layers borrow
 * parameters from a store that is one vertex of the same graph.
 */
package org.sharelab.nn;
