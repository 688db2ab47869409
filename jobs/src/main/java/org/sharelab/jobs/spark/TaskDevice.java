package org.sharelab.jobs.spark;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.sharelab.experiment.TrialContext;
import org.sharelab.platform.CudaDevice;
import org.sharelab.platform.DeviceClaim;

/** The device of the running task, if it has one; nobody else may use it until this is closed. */
public final class TaskDevice implements AutoCloseable {
  private static final String RESOURCE = "gpu";

  private final OptionalInt ordinal;
  private final DeviceClaim claim;

  private TaskDevice(OptionalInt ordinal, DeviceClaim claim) {
    this.ordinal = ordinal;
    this.claim = claim;
  }

  /** The addresses that Spark gave the task; empty if it was to have none. */
  public static List<String> addresses(TaskContext task) {
    Map<String, ResourceInformation> resources = task.resourcesJMap();
    return resources.containsKey(RESOURCE)
        ? List.of(resources.get(RESOURCE).addresses())
        : List.of();
  }

  /**
   * Claims the device that Spark gave the task, if any.
   *
   * @throws org.sharelab.check.EnvironmentException in one sentence if the device is not there, is
   *     one that ND4J has no code for, or is in use
   */
  public static TaskDevice claim(TaskContext task) {
    List<String> addresses = addresses(task);
    if (addresses.isEmpty()) {
      return new TaskDevice(OptionalInt.empty(), null);
    }
    CudaDevice device = CudaDevice.at(addresses.get(0), CudaDevice.ofThisMachine());
    device.requireCovered();
    int ordinal = Integer.parseInt(device.address());
    return new TaskDevice(OptionalInt.of(ordinal), DeviceClaim.of(device.uuid()));
  }

  /** CUDA's number of it, counted in the order of the bus; empty if the task has none. */
  public OptionalInt ordinal() {
    return ordinal;
  }

  /** The context of a trial that computes on the device, or on the CPU if there is none. */
  public TrialContext placed(TrialContext context) {
    return ordinal.isPresent() ? context.onDevice(ordinal.getAsInt()) : context;
  }

  @Override
  public void close() {
    if (claim != null) {
      claim.close();
    }
  }
}
