package org.sharelab.nn;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.sharelab.check.Checks;

/**
 * Runs any layer with some of its parameters borrowed.
 *
 * <p>To the graph it looks like a layer that has only the parameters it owns. The wrapped layer
 * sees a full parameter table, whose borrowed entries are the store's arrays, and writes its
 * gradients to scratch memory, from where they are handed out: owned ones to this layer's slice of
 * the flat gradient, borrowed ones to the store.
 */
class BorrowingLayer extends BaseWrapperLayer {
  private static final long serialVersionUID = 1L;

  private final transient Loan loan;
  private final transient INDArray flat;
  private final transient Map<String, INDArray> owned;
  private final NeuralNetConfiguration ownedConf;

  private transient INDArray flatGradient;
  private transient Map<String, INDArray> ownedGradients = Map.of();
  private boolean scratchAttached;
  private transient Map<String, INDArray> table;
  private boolean copies;

  /**
   * @param layer with parameters of its own for everything; they are replaced
   * @param parameters this layer's slice of the flat vector; null if it owns nothing
   * @param initialize whether to take over the layer's initial values
   */
  BorrowingLayer(Layer layer, Loan loan, INDArray parameters, boolean initialize) {
    super(layer);
    this.loan = loan;
    this.flat = parameters;
    this.owned = ownViews(parameters);
    if (initialize) {
      owned.forEach((key, view) -> view.assign(underlying.paramTable(false).get(key)));
    }
    this.ownedConf = layer.conf().clone();
    ownedConf.clearVariables();
    owned.keySet().forEach(ownedConf::addVariable);
  }

  /** The owned parameters as views of a flat vector, in the order of the layer's table. */
  private Map<String, INDArray> ownViews(INDArray vector) {
    Map<String, INDArray> views = new LinkedHashMap<>();
    long start = 0;
    for (Map.Entry<String, INDArray> entry : underlying.paramTable(false).entrySet()) {
      if (!loan.axes().containsKey(entry.getKey())) {
        INDArray like = entry.getValue();
        INDArray slice = vector.get(NDArrayIndex.interval(start, start + like.length()));
        views.put(entry.getKey(), slice.reshape(like.ordering(), like.shape()));
        start += like.length();
      }
    }
    return views;
  }

  /**
   * Lets the layer compute with its owned and borrowed parameters: points its table at them at the
   * first pass, when the graph is whole. Layers that keep arrays of their own get the values copied
   * in at every pass.
   */
  final void bind() {
    if (table == null) {
      table = new LinkedHashMap<>(owned);
      loan.axes().keySet().forEach(key -> table.put(key, borrowed(key)));
      underlying.setParamTable(inOrderOf(underlying.paramTable(false)));
      copies = table.keySet().stream().anyMatch(key -> arrayOfLayer(key) != table.get(key));
    }
    if (copies) {
      table.forEach((key, array) -> arrayOfLayer(key).assign(array));
    }
  }

  private INDArray arrayOfLayer(String key) {
    return underlying.paramTable(false).get(key);
  }

  private INDArray borrowed(String key) {
    INDArray weight = loan.weight(key);
    Checks.valid(
        weight.equalShapes(arrayOfLayer(key)),
        "Cannot share %s: the store's weight is %s and the layer's %s",
        loan.use(key),
        Arrays.toString(weight.shape()),
        Arrays.toString(arrayOfLayer(key).shape()));
    return weight;
  }

  private Map<String, INDArray> inOrderOf(Map<String, INDArray> keys) {
    Map<String, INDArray> ordered = new LinkedHashMap<>();
    keys.keySet().forEach(key -> ordered.put(key, table.get(key)));
    return ordered;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    bind();
    return super.activate(training, workspaces);
  }

  @Override
  public INDArray activate(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    bind();
    return super.activate(input, training, workspaces);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    bind();
    attachScratch();
    Pair<Gradient, INDArray> made = underlying.backpropGradient(epsilon, workspaces);
    Map<String, INDArray> written = made.getFirst().gradientForVariable();
    Gradient gradient = new DefaultGradient(flatGradient);
    ownedGradients.forEach(
        (key, view) -> gradient.setGradientFor(key, view.assign(written.get(key))));
    loan.axes().keySet().forEach(key -> loan.giveBack(key, shaped(key, written.get(key))));
    return new Pair<>(gradient, made.getSecond());
  }

  /** One-dimensional convolutions give gradients without their weights' last axis, of length 1. */
  private INDArray shaped(String key, INDArray gradient) {
    INDArray like = table.get(key);
    return gradient.equalShapes(like) ? gradient : gradient.reshape('c', like.shape());
  }

  /** Layers assign their gradients, so the scratch memory need not be cleared between uses. */
  private void attachScratch() {
    if (!scratchAttached) {
      NeuralNetConfiguration conf = underlying.conf();
      long all = conf.getLayer().initializer().numParams(conf);
      underlying.setBackpropGradientsViewArray(loan.lender().scratch(all));
      scratchAttached = true;
    }
  }

  /** Names the owned parameters only. */
  @Override
  public NeuralNetConfiguration conf() {
    return ownedConf;
  }

  @Override
  public Map<String, INDArray> paramTable() {
    return paramTable(false);
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropOnly) {
    return owned;
  }

  /** Any parameter, owned or borrowed, as the layer uses it. */
  @Override
  public INDArray getParam(String key) {
    return owned.containsKey(key) ? owned.get(key) : loan.weight(key);
  }

  @Override
  public void setParam(String key, INDArray value) {
    if (!owned.containsKey(key)) {
      throw new UnsupportedOperationException(
          "Cannot set %s: it belongs to the store %s".formatted(loan.use(key), loan.store()));
    }
    owned.get(key).assign(value);
  }

  @Override
  public void setParamTable(Map<String, INDArray> values) {
    values.forEach(this::setParam);
  }

  @Override
  public INDArray params() {
    return flat;
  }

  @Override
  public void setParams(INDArray values) {
    if (flat != null) {
      flat.assign(values.reshape(flat.shape()));
    }
  }

  @Override
  public long numParams() {
    return flat == null ? 0 : flat.length();
  }

  @Override
  public long numParams(boolean backwards) {
    return numParams();
  }

  @Override
  public INDArray getGradientsViewArray() {
    return flatGradient;
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray gradient) {
    flatGradient = gradient;
    ownedGradients = ownViews(gradient);
  }

  @Override
  public double calcRegularizationScore(boolean backpropOnly) {
    double sum = 0;
    for (Map.Entry<String, INDArray> entry : owned.entrySet()) {
      Iterable<Regularization> rules = getConfig().getRegularizationByParam(entry.getKey());
      if (rules != null) {
        for (Regularization rule : rules) {
          sum += rule.score(entry.getValue(), getIterationCount(), getEpochCount());
        }
      }
    }
    return sum;
  }
}
