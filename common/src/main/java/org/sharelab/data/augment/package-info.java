/** Random changes to training images, drawn per epoch and example. */
package org.sharelab.data.augment;
