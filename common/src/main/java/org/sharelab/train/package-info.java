/** Training: what is minimised, how, and for how long. */
package org.sharelab.train;
