/** The machine underneath: which native library runs, with how many threads. */
package org.sharelab.platform;
