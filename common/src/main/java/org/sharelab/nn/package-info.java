/** Graphs that use parameter stores. */
package org.sharelab.nn;
