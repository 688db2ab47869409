package org.sharelab.data.image;

/** The two parts of a data set: images to learn from and images to be judged by. */
public enum Split {
  TRAIN,
  TEST
}
