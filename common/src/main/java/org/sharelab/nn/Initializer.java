package org.sharelab.nn;

/** Placeholder for the initialisers. */
public enum Initializer {
  UNIFORM_FAN_IN,
  KAIMING_NORMAL
}
