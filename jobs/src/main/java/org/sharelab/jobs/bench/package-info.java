/** Timing of whole studies: what Sharelab and Spark add to the work of trials. */
package org.sharelab.jobs.bench;
