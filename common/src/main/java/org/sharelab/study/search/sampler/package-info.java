/** Samplers: how points are chosen from a search space. */
package org.sharelab.study.search.sampler;
