/** Named seeds, derived from study seed, replicate and purpose, and the draws made from them. */
package org.sharelab.random;
