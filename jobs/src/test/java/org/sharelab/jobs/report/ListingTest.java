package org.sharelab.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListingTest {
  private final Listing listing =
      new Listing(
          List.of("name", "rate", "accuracy", "parameters"),
          List.of(
              Arrays.asList("a, \"b\"", 1.0, 0.81234567, 12345L),
              Arrays.asList(null, 8.0, null, 5L)));

  private String print(Format format) {
    StringWriter out = new StringWriter();
    listing.print(format, new PrintWriter(out));
    return out.toString();
  }

  @Test
  void tableAlignsColumnsAndRoundsNumbers() {
    assertThat(print(Format.TABLE))
        .isEqualTo(
            """
            name    rate  accuracy  parameters
            ------  ----  --------  ----------
            a, "b"     1    0.8123      12,345
            -          8         -           5
            """);
  }

  @Test
  void tableWithoutRowsSaysSo() {
    StringWriter out = new StringWriter();
    new Listing(List.of("a", "b"), List.of()).print(Format.TABLE, new PrintWriter(out));
    assertThat(out).hasToString("a  b\n-  -\n(no rows)\n");
  }

  @Test
  void csvQuotesAndKeepsFullPrecision() {
    assertThat(print(Format.CSV))
        .isEqualTo(
            "name,rate,accuracy,parameters\r\n\"a, \"\"b\"\"\",1.0,0.81234567,12345\r\n,8.0,,5\r\n");
  }

  @Test
  void jsonIsAnArrayOfObjectsInColumnOrder() {
    assertThat(print(Format.JSON))
        .isEqualTo(
            """
            [
              {"name": "a, \\"b\\"", "rate": 1, "accuracy": 0.81234567, "parameters": 12345},
              {"name": null, "rate": 8, "accuracy": null, "parameters": 5}
            ]
            """);
    StringWriter out = new StringWriter();
    new Listing(List.of("a"), List.of()).print(Format.JSON, new PrintWriter(out));
    assertThat(out).hasToString("[]\n");
  }

  @Test
  void numbersKeepWhatTellsThemApart() {
    assertThat(cells(0.1, 0.25)).containsExactly("0.1000", "0.2500");
    assertThat(cells(-0.01, 0.0025)).containsExactly("-0.0100", "0.0025");
    assertThat(cells(1e-7, 2e-5)).containsExactly("1.000e-07", "2.000e-05");
    assertThat(cells(1.0, 2.5)).containsExactly("1.000", "2.500");
    assertThat(cells(1234.56, 2.5)).containsExactly("1234.6", "2.5");
    assertThat(cells(3.0, Double.NaN)).containsExactly("3", "NaN");
  }

  private static List<String> cells(Object... values) {
    return FormattedColumn.of("x", List.of(values)).cells();
  }
}
