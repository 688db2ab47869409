/**
 * Labelled images in memory: the values that everything else in {@code data} reads or decorates.
 */
package org.sharelab.data.image;
