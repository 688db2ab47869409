package org.sharelab.result;

import java.io.Serializable;
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
    return trial.design().plan().tensors().stream()
        .flatMap(tensor -> tensor.uses().stream().map(use -> of(trial, tensor, use)))
        .toList();
  }

  private static GroupRow of(TrialSpec trial, SharedTensor tensor, SharedTensor.Use use) {
    ParameterSpec parameter = trial.design().parameter(use.slot());
    return new GroupRow(
        trial.id(),
        use.position(),
        use.slot().layer(),
        use.slot().parameter(),
        tensor.component(),
        tensor.id(),
        parameter.shapeText(),
        parameter.size());
  }
}
