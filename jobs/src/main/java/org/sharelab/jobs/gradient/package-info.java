/** Gradient similarity over executors, and the studies whose plans are learned from it. */
package org.sharelab.jobs.gradient;
