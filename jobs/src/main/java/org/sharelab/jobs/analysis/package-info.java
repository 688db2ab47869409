/** Analyses without training, over the executors of Spark. */
package org.sharelab.jobs.analysis;
