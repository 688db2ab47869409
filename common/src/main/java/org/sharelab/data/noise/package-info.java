/** Label-noise models as decorators of images that keep the clean label. */
package org.sharelab.data.noise;
