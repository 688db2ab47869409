/**
 * Searches over a space of experiment files: a sampler proposes points, a scheduler decides which
 * train on, a budget ends it, and every decision is recorded with its reason. {@link
 * org.sharelab.study.search.Search} joins them; nothing here trains, waits or knows a clock.
 */
package org.sharelab.study.search;
