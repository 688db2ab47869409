/** Studies and trials: an experiment file becomes a list of trials, each validated and named. */
package org.sharelab.study;
