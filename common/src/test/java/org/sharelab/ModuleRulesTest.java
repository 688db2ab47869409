package org.sharelab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.Test;

/** What the packages of {@code common} may know; ARCHITECTURE.md says why. */
class ModuleRulesTest {
  private static final JavaClasses COMMON =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.sharelab");

  @Test
  void commonDoesNotKnowSpark() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
        .check(COMMON);
  }

  @Test
  void planningNeedsNoNativeLibrary() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.sharelab.check..",
            "org.sharelab.config..",
            "org.sharelab.random..",
            "org.sharelab.sharing..",
            "org.sharelab.metric..",
            "org.sharelab.study..",
            "org.sharelab.result..",
            "org.sharelab.analysis.reusability..",
            "org.sharelab.analysis.searchspace..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco..")
        .check(COMMON);
  }

  @Test
  void commonPrintsNothing() {
    noClasses().should(GeneralCodingRules.ACCESS_STANDARD_STREAMS).check(COMMON);
  }

  @Test
  void everythingRandomHasNamedSeed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .orShould()
        .callMethod(Math.class, "random")
        .check(COMMON);
  }
}
