/**
 * Result sets on storage: table definitions as Parquet and Spark schemas, commits that are complete
 * or absent, recovery, and readers that never see a trial twice.
 */
package org.sharelab.jobs.table;
