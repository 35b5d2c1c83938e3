package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.model.WeightSource.Slice;

/**
 * The Peers of a device are the other devices of its worker, which hold the rest of the model. Each
 * device computes some heads of attention and some columns of the feed-forward, and all of them
 * hold the same residual.
 */
interface Peers {
  /** The peers of a device that holds the whole model: there are none. */
  Peers NONE =
      new Peers() {
        @Override
        public int index() {
          return 0;
        }

        @Override
        public int devices() {
          return 1;
        }

        @Override
        public void add(PtNDArray residual, Runnable product) {
          product.run();
        }
      };

  /** Returns the index of this device among all. */
  int index();

  /** Returns the number of devices, this one included. */
  int devices();

  /**
   * Adds the sum of what every device computes to the residual that all of them hold.
   *
   * @param product adds this device's part to the residual, in place
   */
  void add(PtNDArray residual, Runnable product);

  /** Returns the heads that this device computes. */
  default HeadCounts heads(ModelSpec spec) {
    return new HeadCounts(spec.heads() / devices(), spec.kvHeads() / devices(), spec.headDim());
  }

  /** Returns this device's rows of a matrix [outputs, inputs]: some of the outputs. */
  default Slice rows() {
    return new Slice(0, index(), devices());
  }

  /** Returns this device's columns of a matrix [outputs, inputs]: some of the inputs. */
  default Slice columns() {
    return new Slice(1, index(), devices());
  }
}
