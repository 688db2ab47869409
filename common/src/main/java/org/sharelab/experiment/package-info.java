/** One trial, from its spec to its rows; readable from top to bottom. */
package org.sharelab.experiment;
