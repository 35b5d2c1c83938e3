package io.sparsed.bench.load;

import com.google.protobuf.ByteString;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.SparseDException;
import io.sparsed.client.WireClient;
import io.sparsed.v1.GenerateRequest;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A Flood is a number of clients, each with a connection of its own, that all send a prompt of 16
 * MiB each second until it is closed. Owned by one thread.
 */
final class Flood implements AutoCloseable {
  private static final int PROMPT_BYTES = (16 << 20) - 64;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch over = new CountDownLatch(1);

  /**
   * Begins a flood.
   *
   * @param strangers gives clients that repeat nothing
   */
  Flood(int clients, Supplier<SparseDClient> strangers) {
    byte[] text = new byte[PROMPT_BYTES];
    Arrays.fill(text, (byte) 'a');
    GenerateRequest request =
        GenerateRequest.newBuilder().setTextBytes(ByteString.copyFrom(text)).build();
    for (int i = 0; i < clients; i++) {
      threads.execute(() -> send(request, strangers));
    }
  }

  private void send(GenerateRequest request, Supplier<SparseDClient> strangers) {
    try (SparseDClient client = strangers.get()) {
      do {
        try {
          var _ = WireClient.of(client).complete(request);
        } catch (SparseDException refused) {
          // as it should be
        }
      } while (!over.await(1, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
    threads.close();
  }
}
