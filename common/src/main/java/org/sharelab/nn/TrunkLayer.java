package org.sharelab.nn;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sharelab.kernel.Mode;
import org.sharelab.kernel.Trunk;
import org.sharelab.kernel.TrunkPlans;
import org.sharelab.model.Architecture;
import org.sharelab.random.Seed;

/** Runs a {@link TrunkLayerConf}: one planned trunk per batch size and mode. */
final class TrunkLayer extends AbstractLayer<TrunkLayerConf> implements AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final transient Architecture trunk;
  private transient TrunkPlans plans;
  private transient TrunkLoan loan;
  private transient Trunk training;
  private transient INDArray images;

  TrunkLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    if (dataType != DataType.FLOAT) {
      throw new IllegalArgumentException("A trunk computes in FLOAT, not in " + dataType);
    }
    this.trunk = layerConf().trunk();
  }

  /** Tells it where its parameters are, once the graph is whole. */
  void attach(ComputationGraph graph) {
    StoreLayer lender = (StoreLayer) graph.getLayer(layerConf().getStore());
    loan = new TrunkLoan(lender, trunk);
    plans = TrunkPlans.of(trunk, loan::tensorOf);
  }

  @Override
  public INDArray activate(boolean isTraining, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    requireAttached();
    images = input.ordering() == 'c' && !input.isView() ? input : input.dup('c');
    Mode mode = isTraining ? Mode.TRAINING : Mode.EVALUATION;
    Trunk plan = plans.plan((int) input.size(0), mode);
    training = isTraining ? plan : null;
    INDArray features =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, features(plan));
    loan.beginForward(isTraining);
    Seed seed = Seed.of(layerConf().getDropoutSeed()).derive("iteration", getIterationCount());
    plan.forward(images, loan, features, seed);
    return features;
  }

  private static long[] features(Trunk plan) {
    long[] shape = plan.features().dimensions();
    return shape[2] * shape[3] == 1 ? new long[] {shape[0], shape[1]} : shape;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (training == null) {
      throw new IllegalStateException("No forward pass in training before this backward pass");
    }
    loan.beginBackward();
    boolean plain = epsilon.ordering() == 'c' && !epsilon.isView();
    training.backward(plain ? epsilon : epsilon.dup('c'), loan);
    loan.giveBack();
    training = null;
    images = null;
    // Images have no gradient, but the store's vertex needs one to be visited.
    INDArray none =
        workspaces.create(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'c');
    return new Pair<>(new DefaultGradient(), none);
  }

  private void requireAttached() {
    if (loan == null) {
      throw new IllegalStateException("The trunk has no store: build its graph by TrunkNetworks");
    }
  }

  /** The most native memory that its trunks had at one time. */
  long peakNativeBytes() {
    return plans == null ? 0 : plans.peakNativeBytes();
  }

  @Override
  public void close() {
    if (plans != null) {
      plans.close();
    }
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropOnly) {
    return Map.of();
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {
    // Has no noise.
  }
}
