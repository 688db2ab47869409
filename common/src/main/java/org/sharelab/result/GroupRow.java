package org.sharelab.result;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.sharelab.model.ParameterSpec;
import org.sharelab.sharing.SharedTensor;
import org.sharelab.study.TrialSpec;

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
    implements Serializable {

  /** The rows of a trial, tensor by tensor. */
  public static List<GroupRow> of(TrialSpec trial) {
    List<GroupRow> rows = new ArrayList<>();
    for (SharedTensor tensor : trial.design().plan().tensors()) {
      ParameterSpec stored = trial.design().stored(tensor);
      for (SharedTensor.Use use : tensor.uses()) {
        rows.add(of(trial.id(), tensor, use, stored));
      }
    }
    return rows;
  }

  private static GroupRow of(
      String trialId, SharedTensor tensor, SharedTensor.Use use, ParameterSpec parameter) {
    return new GroupRow(
        trialId,
        use.position(),
        use.slot().layer(),
        use.slot().parameter(),
        tensor.component(),
        tensor.id(),
        parameter.shapeText(),
        parameter.size());
  }
}
