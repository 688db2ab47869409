package org.sharelab.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sharelab.jobs.table.ResultReader;
import org.sharelab.jobs.testing.LocalSpark;
import org.sharelab.jobs.testing.PairedStudy;
import org.sharelab.jobs.view.Views;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class HtmlReportTest {
  @TempDir static Path folder;

  private static String page;

  @BeforeAll
  static void render() throws Exception {
    SparkSession spark = LocalSpark.session();
    ResultReader results = ResultReader.open(PairedStudy.write(folder));
    Views.register(spark, results);
    page = new HtmlReport(spark, results.settings()).render();
    Files.writeString(Path.of("target", "report-of-test.html"), page);
  }

  @Test
  void showsOutcomesAnswersAndSettings() {
    assertThat(page)
        .contains("<h1>small</h1>")
        .contains("<td>completed</td><td class=\"number\">17</td>")
        .contains("<td>failed</td><td class=\"number\">1</td>")
        .contains("INTERNAL_ERROR")
        .contains("<td>training.epochs</td><td>2</td>")
        .doesNotContain("{{");
  }

  @Test
  void plotsOnePointPerRateAndMapping() throws Exception {
    String svg = page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + 6);
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)))
            .getDocumentElement();
    // 3 rates x 2 mappings, and one circle per mapping in the key
    assertThat(root.getElementsByTagName("circle").getLength()).isEqualTo(8);
    assertThat(root.getElementsByTagName("path").getLength()).isEqualTo(2);
    assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void needsNoOtherFile() {
    assertThat(page).doesNotContain("http").doesNotContain("<script").doesNotContain("<link");
  }
}
