package io.sparsed.worker.tensor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Exchanges within the memory of the host, for devices that are CPUs. Thread-safe. */
public final class HostCommunicator implements Communicator {
  private final AtomicReferenceArray<List<byte[]>> sent;
  private volatile Phaser meetings;

  /** Makes the communicator of some devices. */
  public HostCommunicator(int devices) {
    this.sent = new AtomicReferenceArray<>(devices);
    this.meetings = new Phaser(devices);
  }

  @Override
  public int devices() {
    return sent.length();
  }

  @Override
  public void exchange(int device, List<Block> toSend, List<Block> received) {
    var meeting = meetings;
    // Copies, since a device that fails frees its memory while others read.
    sent.set(device, toSend.stream().map(HostCommunicator::copy).toList());
    meet(meeting);
    for (int from = 0; from < received.size(); from++) {
      var block = received.get(from);
      MemorySegment.copy(sent.get(from).get(device), 0, memory(block), JAVA_BYTE, 0, size(block));
    }
    meet(meeting); // before any device sends again
  }

  @Override
  public void check(int device) {
    if (meetings.isTerminated()) {
      throw new AbortedException();
    }
  }

  private static void meet(Phaser meeting) {
    if (meeting.arriveAndAwaitAdvance() < 0) {
      throw new AbortedException();
    }
  }

  private static byte[] copy(Block block) {
    return memory(block).toArray(JAVA_BYTE);
  }

  private static int size(Block block) {
    return Math.toIntExact(block.bytes());
  }

  @SuppressWarnings("restricted") // a tensor's memory, as long as its owner keeps it
  private static MemorySegment memory(Block block) {
    return MemorySegment.ofAddress(block.address()).reinterpret(block.bytes());
  }

  @Override
  public void abort() {
    meetings.forceTermination();
  }

  @Override
  public void renew() {
    meetings = new Phaser(sent.length());
  }

  @Override
  public void close() {
    abort();
  }
}
