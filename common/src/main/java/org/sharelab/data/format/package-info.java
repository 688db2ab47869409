/** Image files as they are published, read with every size checked before it is believed. */
package org.sharelab.data.format;
