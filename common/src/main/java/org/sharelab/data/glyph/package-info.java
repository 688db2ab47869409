/** Glyphs: a small data set of drawn shapes and textures that needs no download. */
package org.sharelab.data.glyph;
