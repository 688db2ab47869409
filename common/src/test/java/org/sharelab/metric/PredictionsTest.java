package org.sharelab.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.sharelab.testing.SharedFiles;

class PredictionsTest {

  /**
   * Three examples, two classes. Hits: yes, no, yes. NLL = (-ln .9 - ln .4 - ln .75) / 3.
   * Confidences .9, .6, .75 lie in bins 14, 9 and 12 of 15, so ECE = (.1 + .6 + .25) / 3.
   */
  @Test
  void measuresThreeExamplesByHand() {
    Predictions predictions = new Predictions();
    predictions.add(new double[] {0.9, 0.1}, 0);
    predictions.add(new double[] {0.6, 0.4}, 1);
    predictions.add(new double[] {0.25, 0.75}, 1);
    assertThat(predictions.accuracy()).isEqualTo(2 / 3.0);
    assertThat(predictions.negativeLogLikelihood())
        .isCloseTo(-(Math.log(.9) + Math.log(.4) + Math.log(.75)) / 3, within(1e-15));
    assertThat(predictions.calibrationError()).isCloseTo(0.95 / 3, within(1e-15));
    assertThat(predictions.examples()).isEqualTo(3);
  }

  @Test
  void agreesWithReferenceNumbers() throws IOException {
    JsonNode truth =
        new ObjectMapper().readTree(SharedFiles.truth("metric_fixtures.json").toFile());
    Predictions ensemble = new Predictions();
    Predictions first = new Predictions();
    for (int i = 0; i < truth.get("y").size(); i++) {
      double[] p = row(truth.get("P").get(i));
      double[] q = row(truth.get("Q").get(i));
      double[] mean = new double[p.length];
      for (int k = 0; k < p.length; k++) {
        mean[k] = (p[k] + q[k]) / 2;
      }
      ensemble.add(mean, truth.get("y").get(i).asInt());
      first.add(p, truth.get("y").get(i).asInt());
    }
    assertThat(ensemble.accuracy()).isEqualTo(truth.get("ens_acc").asDouble());
    assertThat(first.accuracy()).isEqualTo(truth.get("acc_P").asDouble());
    assertThat(ensemble.negativeLogLikelihood())
        .isCloseTo(truth.get("nll_ens").asDouble(), within(1e-12));
    assertThat(ensemble.calibrationError())
        .isCloseTo(truth.get("ece15_ens").asDouble(), within(1e-12));
  }

  private static double[] row(JsonNode values) {
    double[] row = new double[values.size()];
    for (int k = 0; k < row.length; k++) {
      row[k] = values.get(k).asDouble();
    }
    return row;
  }

  @Test
  void cancelsErrorsWithinABinButNotAcrossBins() {
    // Two bins' worth of compensating errors stay visible; within one bin they cancel.
    Calibration calibration = new Calibration(10);
    calibration.add(0.75, true);
    calibration.add(0.75, false);
    assertThat(calibration.error()).isCloseTo(0.25, within(1e-15));
    calibration.add(0.55, true);
    assertThat(calibration.error()).isCloseTo((0.5 + 0.45) / 3, within(1e-15));
  }

  @Test
  void putsEdgesIntoTheLowerBin() {
    Calibration calibration = new Calibration(10);
    calibration.add(0.5, true); // (0.4, 0.5]
    calibration.add(0.45, false); // the same bin: |1 - 0.95| / 2
    assertThat(calibration.error()).isCloseTo(0.025, within(1e-15));
    calibration.add(0.0, false);
    calibration.add(1.0, true);
    assertThat(calibration.error()).isCloseTo(0.05 / 4, within(1e-15));
  }

  @Test
  void keepsTheLikelihoodFiniteWhenAProbabilityUnderflows() {
    Predictions predictions = new Predictions();
    predictions.add(new double[] {1, 0}, 1);
    assertThat(predictions.negativeLogLikelihood()).isCloseTo(103.28, within(0.01)); // -ln 2^-149
  }

  @Test
  void refusesLabelsThatAreNoClass() {
    assertThatThrownBy(() -> new Predictions().add(new double[] {0.5, 0.5}, 2))
        .hasMessage("Invalid label: 2 (0 to 1)");
  }
}
