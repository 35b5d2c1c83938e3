package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;

/**
 * A FeedForward is the feed-forward of every layer with its norm and weights: one dense MLP, or
 * experts. Used by the thread that owns the device.
 */
interface FeedForward extends AutoCloseable {
  /**
   * Adds the feed-forward of the normalized residual to the residual. Takes x over: it is changed
   * and returned, or closed.
   *
   * @param owner the manager that closes the result
   * @param x residual [rows, hidden]
   * @return [rows, hidden]
   */
  PtNDArray addTo(NDManager owner, int layer, PtNDArray x);

  @Override
  void close();
}
