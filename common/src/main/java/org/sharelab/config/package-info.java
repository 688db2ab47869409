/**
 * Experiment files: HOCON text with overrides, read strictly into typed values.
 *
 * <p>{@link org.sharelab.config.ExperimentFile} holds the text, {@link org.sharelab.config.Section}
 * reads it, and what was read, defaults included, is the canonical form that names a trial.
 */
package org.sharelab.config;
