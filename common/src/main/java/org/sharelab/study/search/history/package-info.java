/**
 * What is known of a search at one moment: the points that were proposed and how far each got. A
 * history depends on the set of trial results only, not on the order in which they arrived.
 */
package org.sharelab.study.search.history;
