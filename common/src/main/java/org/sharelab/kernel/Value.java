package org.sharelab.kernel;

/**
 * A feature map of a {@link TrunkProgram} before it has memory. It is written by one step, never
 * changed, and read by later steps.
 *
 * @param id its number in the program, from 0
 */
record Value(int id, BatchShape shape, Layout layout) {}
