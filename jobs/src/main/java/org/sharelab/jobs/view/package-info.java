/**
 * SQL views over the tables of a result set: one {@code .sql} resource each, and their functions.
 */
package org.sharelab.jobs.view;
