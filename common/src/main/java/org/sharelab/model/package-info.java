/**
 * Networks as data: a list of layers per architecture, from which graphs are built, parameters and
 * operations are counted, and which sharing plans refer to. No arrays.
 */
package org.sharelab.model;
