package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;

/**
 * The MlpWeights are the weights of one layer's dense feed-forward, as a checkpoint has them. A
 * device that has peers holds the rows and columns of its own part of the intermediate width.
 *
 * @param norm [hidden]
 * @param gate [intermediate, hidden]
 * @param up [intermediate, hidden]
 * @param down [hidden, intermediate]
 */
record MlpWeights(PtNDArray norm, PtNDArray gate, PtNDArray up, PtNDArray down) {
  /** Loads a layer's weights. */
  static MlpWeights load(ModelSpec spec, WeightSource source, Peers peers, int layer) {
    var names = spec.architecture().tensorNames();
    return new MlpWeights(
        source.tensor(names.inLayer(layer, names.mlpNorm())),
        source.tensor(names.inLayer(layer, names.gate()), peers.rows()),
        source.tensor(names.inLayer(layer, names.up()), peers.rows()),
        source.tensor(names.inLayer(layer, names.down()), peers.columns()));
  }
}
