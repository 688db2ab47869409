/** Argument checks and the two exceptions whose messages a user sees. */
package org.sharelab.check;
