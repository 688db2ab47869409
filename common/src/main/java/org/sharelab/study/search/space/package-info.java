/**
 * Search spaces: which keys of an experiment file vary, over which values, and when. A {@link
 * org.sharelab.study.search.space.Point} is one choice of values.
 */
package org.sharelab.study.search.space;
