/** Schedulers: which points train on, and which are given up. */
package org.sharelab.study.search.scheduler;
