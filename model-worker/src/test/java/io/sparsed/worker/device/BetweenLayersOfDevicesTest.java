package io.sparsed.worker.device;

import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.NamedWeights;

/** Runs the tests of passes between layers on two devices. */
class BetweenLayersOfDevicesTest extends BetweenLayersTest {
  @Override
  ModelRunner load() {
    return SeveralDevices.load(NamedWeights.small(Architecture.LLADA), 2, patterns());
  }
}
