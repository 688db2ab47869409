package org.sharelab.result;

import java.io.Serializable;
import org.sharelab.analysis.reusability.ReusabilityCase;
import org.sharelab.analysis.reusability.ReusabilityResult;

/**
 * A model analysed without training, and what it was.
 *
 * @param caseId hash of {@code spec}
 * @param spec canonical JSON of everything that determines the result
 * @param shareRate 1 if nothing is shared; null where sharing has no rate
 * @param mapping null unless a plan with a mapping is shared
 * @param designId what {@code trials} calls the network with its sharing
 */
public record ReusabilityRow(
    String caseId,
    String spec,
    Double shareRate,
    String mapping,
    String designId,
    ReusabilityResult result)
    implements Serializable {

  /** Analyses a case; takes milliseconds to a second. */
  public static ReusabilityRow of(ReusabilityCase analysed) {
    Double shareRate =
        switch (analysed.mode()) {
          case NONE -> Double.valueOf(1);
          case PLAN -> analysed.sharing().shareRate();
          case ALL_BUT_BN, ALL_BUT_BN_CLEAN -> null;
        };
    String mapping =
        analysed.mode() == ReusabilityCase.Mode.PLAN ? analysed.sharing().mapping() : null;
    return new ReusabilityRow(
        analysed.id(),
        analysed.spec(),
        shareRate,
        mapping,
        analysed.design().id(),
        analysed.analyse());
  }
}
