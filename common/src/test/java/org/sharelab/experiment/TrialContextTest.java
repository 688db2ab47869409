package org.sharelab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sharelab.config.ExperimentFile;
import org.sharelab.nn.NetworkOptions.Engine;
import org.sharelab.platform.NativeBackend;
import org.sharelab.result.ErrorCode;
import org.sharelab.result.TrialRow.Outcome;
import org.sharelab.study.Study;
import org.sharelab.study.TrialSpec;

class TrialContextTest {
  @Test
  void deviceIsUsedByLayersAndKeptByFurtherSettings() {
    TrialContext context = TrialContext.of(2, 3).onDevice(1).until(4).with(TrialLog.none());
    assertThat(context.device()).hasValue(1);
    assertThat(context.engine()).isEqualTo(Engine.LAYERS);
    assertThat(context.attempt()).isEqualTo(2);
    assertThat(context.threads()).isEqualTo(3);
    assertThat(TrialContext.of(2, 3).device()).isEmpty();
  }

  @Test
  void trialOnDeviceFailsInProcessOnItsCpu() {
    NativeBackend.load();
    TrialSpec trial = Study.plan(ExperimentFile.parse("data.name = glyphs"), "x").trials().get(0);
    Outcome outcome =
        ExperimentTest.ended(Experiment.run(trial, TrialContext.of(1, 1).onDevice(0)))
            .trial()
            .outcome();
    assertThat(outcome.errorCode()).isEqualTo(ErrorCode.ENVIRONMENT);
    assertThat(outcome.errorMessage())
        .endsWith("Cannot use CUDA device 0: this process uses ND4J's library for the CPU");
  }
}
