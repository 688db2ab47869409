/**
 * Data sets that experiment files can name, and the batches that are made of them.
 *
 * <p>{@link org.sharelab.data.DataSpec} reads the section {@code data}, {@link
 * org.sharelab.data.Dataset} is what it loads, {@link org.sharelab.data.TrainingBatches} shuffles
 * and augments.
 */
package org.sharelab.data;
