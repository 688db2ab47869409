/**
 * The result set: every table and column with its type, unit and meaning, and the rows that fill
 * them. Writers, SQL schemas and the column dictionary are all made from these definitions.
 */
package org.sharelab.result;
