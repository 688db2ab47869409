/** What an experiment file says about measuring gradients and about learning plans from them. */
package org.sharelab.study.gradient;
