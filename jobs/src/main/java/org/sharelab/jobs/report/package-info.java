/**
 * Results for people and programs: aligned tables, CSV, JSON, plots, and one HTML page of a study.
 */
package org.sharelab.jobs.report;
