/**
 * Sharing plans: which places of a network use one tensor. Pure data; no arrays, no Deeplearning4j.
 */
package org.sharelab.sharing;
