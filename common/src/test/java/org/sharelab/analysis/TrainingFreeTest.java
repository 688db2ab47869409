package org.sharelab.analysis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Training-free analyses and what they stand on start no native library. */
class TrainingFreeTest {

  private static final String[] NATIVE_FREE = {
    "org.sharelab.analysis.reusability",
    "org.sharelab.analysis.searchspace",
    "org.sharelab.model",
    "org.sharelab.sharing",
    "org.sharelab.config",
    "org.sharelab.random",
    "org.sharelab.check"
  };

  @Test
  void needsNeitherArraysNorNetworks() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(NATIVE_FREE));
  }
}
