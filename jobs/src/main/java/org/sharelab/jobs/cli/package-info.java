/**
 * The command line: commands, exit codes, errors in one line, and tables for people and programs.
 */
package org.sharelab.jobs.cli;
