/**
 * The reusability prior (Polat and Alpaslan, Mach. Learn.: Sci. Technol. 4 025011, 2023): how many
 * contexts each parameter of a network has, and what that says of the network before any training.
 * Plain integers; no arrays, no Deeplearning4j.
 */
package org.sharelab.analysis.reusability;
