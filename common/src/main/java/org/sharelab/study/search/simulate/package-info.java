/**
 * Searches replayed against stored or synthetic learning curves, without training: what a sampler,
 * a scheduler or a budget would have done, in milliseconds.
 */
package org.sharelab.study.search.simulate;
