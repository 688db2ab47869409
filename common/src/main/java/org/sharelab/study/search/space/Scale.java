package org.sharelab.study.search.space;

/** What equal steps along a range mean. */
public enum Scale {
  /** Equal differences. */
  LINEAR,
  /** Equal ratios, for learning rates and sizes. */
  LOG
}
