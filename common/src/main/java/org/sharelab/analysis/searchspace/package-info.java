/**
 * How many sharing plans a network has (SPIN, section 3 and supplement), exactly; and those plans
 * themselves, all of them or uniformly drawn ones. No arrays, no Deeplearning4j.
 */
package org.sharelab.analysis.searchspace;
