/**
 * The primitives that networks are made of, in two implementations behind one interface, and the
 * engine that runs a whole convolutional trunk with them. No Deeplearning4j.
 *
 * <p>{@link org.sharelab.kernel.Kernels} is the interface; ND4J's ops are the reference, oneDNN is
 * what a CPU runs. {@link org.sharelab.kernel.Trunk} plans and executes an architecture.
 */
package org.sharelab.kernel;
