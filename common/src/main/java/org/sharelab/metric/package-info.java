/** Quality of predictions: pure functions over probabilities and labels. */
package org.sharelab.metric;
