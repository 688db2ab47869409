package org.sharelab.result;

import java.io.Serializable;

/**
 * A use of a shared tensor.
 *
 * @param use position of the use, 0..L-1
 * @param shape the tensor's shape, such as 32x32x1x1
 * @param parameters its scalars
 */
public record GroupRow(
    String trialId,
    int use,
    String layer,
    String parameter,
    String component,
    String groupId,
    String shape,
    long parameters)
    implements Serializable {}
