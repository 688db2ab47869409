package org.sharelab.analysis.reusability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sharelab.config.ExperimentFile;

/** The files of the paper's tables, against what the paper prints. */
class PaperTablesTest {
  private static final Path FOLDER = Path.of("../conf/papers/reusability");

  private static ReusabilitySpec spec(String file) {
    return ReusabilitySpec.read(ExperimentFile.read(FOLDER.resolve(file)), file);
  }

  @Test
  void sharedRowsOfTable3HaveThePrintedNumbersOfParameters() {
    List<ReusabilityResult> rows =
        spec("table3.conf").cases().stream().map(ReusabilityCase::analyse).toList();

    assertThat(rows)
        .extracting(ReusabilityResult::parameters)
        .containsExactly(7200312L, 2972720L, 3018800L, 21612360L, 4352968L, 4452296L);
  }

  @Test
  void largeModelsOfTable4AreEstimatedFromSmallImages() {
    List<ReusabilityCase> cases = spec("table4.conf").cases();
    ReusabilityResult medium = cases.get(6).analyse();
    ReusabilityResult large = cases.get(8).analyse();

    // printed: spread 2171.1, estimates 29.9+ and 30.4+
    assertThat(medium.quantities().expectedSpread()).isCloseTo(2171.1, within(0.05));
    assertThat(medium.estimateSurprisal()).isCloseTo(29.986, within(0.0005));
    assertThat(medium.estimateSpread()).isCloseTo(30.465, within(0.0005));
    // printed: spread 3095.4, estimates 30.5+ and 30.9+
    assertThat(large.quantities().expectedSpread()).isCloseTo(3095.4, within(0.05));
    assertThat(large.estimateSurprisal()).isCloseTo(30.501, within(0.0005));
    assertThat(large.estimateSpread()).isCloseTo(30.987, within(0.0005));
  }

  @Test
  void residualNetworkOfTable4IsThatOf384Pixels() {
    List<ReusabilityCase> cases = spec("table4.conf").cases();
    ReusabilityResult named = cases.get(9).analyse();
    ReusabilityResult printed = cases.get(10).analyse();

    assertThat(named.estimateSurprisal()).isCloseTo(27.2204, within(0.00005));
    assertThat(named.estimateSpread()).isCloseTo(27.5659, within(0.00005));
    assertThat(printed.estimateSurprisal()).isCloseTo(27.25, within(0.005));
    assertThat(printed.estimateSpread()).isCloseTo(27.60, within(0.005));
    assertThat(printed.parameters()).isEqualTo(25610152);
  }

  @Test
  void familyHasTwoThousandModels() {
    assertThat(spec("family.conf").cases()).hasSize(5 * 4 * 4 * 4 * 3 * 2 + 10 * 8);
  }
}
