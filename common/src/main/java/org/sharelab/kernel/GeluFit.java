package org.sharelab.kernel;

/**
 * The exact GELU, u Phi(u), and its derivative d = Phi(u) + u phi(u), as rational functions.
 *
 * <p>Phi - 1/2 and d - 1/2, which are odd, are u P(u^2) / Q(u^2) with coefficients fitted by
 * reweighted least squares; the largest errors of the fits are 4.7e-10 and 2.3e-9, with rounding
 * 2e-7 and 3e-7. Beyond the bounds both are constant, to 1e-7 and 3e-7. The constant terms of both
 * Q are 1.
 */
final class GeluFit {
  static final float CDF_BOUND = 5.2f;
  static final float P5 = 6.579125427700593e-8f;
  static final float P4 = 8.582095427196215e-6f;
  static final float P3 = 1.7932445542634848e-4f;
  static final float P2 = 4.856761148458383e-3f;
  static final float P1 = 3.361407457334723e-2f;
  static final float P0 = 3.9894228378844054e-1f;
  static final float Q6 = 3.304059331569742e-9f;
  static final float Q5 = 2.084162097678055e-6f;
  static final float Q4 = 8.484460450863209e-5f;
  static final float Q3 = 1.985210042604208e-3f;
  static final float Q2 = 2.8994714304495205e-2f;
  static final float Q1 = 2.509247267064708e-1f;

  static final float DERIVATIVE_BOUND = 5.8f;
  static final float DP6 = 1.5829943610204886e-8f;
  static final float DP5 = 7.502606805064065e-7f;
  static final float DP4 = 3.407383106754136e-5f;
  static final float DP3 = 1.3718781350246587e-4f;
  static final float DP2 = 1.4000390210027504e-2f;
  static final float DP1 = -2.6003793384114432e-2f;
  static final float DP0 = 7.978845428409951e-1f;
  static final float DQ7 = 1.2864990146731933e-9f;
  static final float DQ6 = 2.9246473821987646e-7f;
  static final float DQ5 = 9.452993172297257e-6f;
  static final float DQ4 = 2.2899174429789353e-4f;
  static final float DQ3 = 3.7851098601358003e-3f;
  static final float DQ2 = 4.279495470301813e-2f;
  static final float DQ1 = 3.007421825394082e-1f;

  private GeluFit() {}
}
