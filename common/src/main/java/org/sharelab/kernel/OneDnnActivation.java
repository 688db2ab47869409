package org.sharelab.kernel;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_eltwise_desc_t;
import org.sharelab.model.Operation.Activation;

/** Activations by oneDNN, except those of {@link StagedPass}. */
final class OneDnnActivation implements ActivationKernel {
  private final Activation.Function function;
  private final OneDnnPrimitive forward;
  private final OneDnnPrimitive backward;
  private final StagedPass staged;

  OneDnnActivation(OneDnnSession session, OneDnnLayout layout, Activation.Function function) {
    this.function = function;
    StagedLoops loops = session.loops();
    staged = loops.function(function).map(f -> new StagedPass(loops, f)).orElse(null);
    int algorithm = algorithm(function);
    float alpha = function == Activation.Function.SILU ? 1f : 0f;
    try (dnnl_eltwise_desc_t operation = new dnnl_eltwise_desc_t()) {
      OneDnnSession.check(
          dnnl_eltwise_forward_desc_init(
              operation, dnnl_forward_training, algorithm, layout.descriptor(), alpha, 0f),
          "describe",
          "activation");
      forward = session.own(OneDnnPrimitive.create(session, operation, null));
    }
    try (dnnl_eltwise_desc_t operation = new dnnl_eltwise_desc_t()) {
      OneDnnSession.check(
          dnnl_eltwise_backward_desc_init(
              operation, algorithm, layout.descriptor(), layout.descriptor(), alpha, 0f),
          "describe",
          "activation");
      backward = session.own(OneDnnPrimitive.create(session, operation, forward));
    }
  }

  private static int algorithm(Activation.Function function) {
    return switch (function) {
      case RELU -> dnnl_eltwise_relu;
      case GELU -> dnnl_eltwise_gelu_erf;
      case SILU -> dnnl_eltwise_swish;
      case SIGMOID -> dnnl_eltwise_logistic;
    };
  }

  @Override
  public void forward(Tensor x, Tensor y) {
    if (function == Activation.Function.RELU) {
      staged.forward(((OneDnnTensor) x).scalars(), ((OneDnnTensor) y).scalars());
    } else {
      forward
          .with(DNNL_ARG_SRC, OneDnnTensor.memory(x))
          .with(DNNL_ARG_DST, OneDnnTensor.memory(y))
          .run();
    }
  }

  @Override
  public void backward(Tensor x, Tensor dy, Tensor dx) {
    if (function == Activation.Function.GELU) {
      staged.backward(
          ((OneDnnTensor) x).scalars(),
          ((OneDnnTensor) dy).scalars(),
          ((OneDnnTensor) dx).scalars());
    } else {
      backward
          .with(DNNL_ARG_SRC, OneDnnTensor.memory(x))
          .with(DNNL_ARG_DIFF_DST, OneDnnTensor.memory(dy))
          .with(DNNL_ARG_DIFF_SRC, OneDnnTensor.memory(dx))
          .run();
    }
  }
}
