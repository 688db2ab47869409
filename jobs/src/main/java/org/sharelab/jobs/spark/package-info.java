/** The Spark session, and what the application sets in it where the user set nothing. */
package org.sharelab.jobs.spark;
