/**
 * Parameter stores: where shared tensors live and how the uses of a tensor get their weights from
 * it and give their gradients back. Pure ND4J: no layer, no Deeplearning4j, no Spark.
 */
package org.sharelab.store;
