package io.sparsed.bench.http;

import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.Event;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.GenerationStream;
import io.sparsed.client.Prompt;
import io.sparsed.client.SparseDClient;

/** Reads answers over gRPC. */
final class GrpcStreams implements Streams {
  private final SparseDClient client;
  private final GenerationRequest request;

  GrpcStreams(SparseDClient client, int tokens) {
    this.client = client;
    this.request =
        GenerationRequest.builder(Prompt.tokens(Streams.prompt()))
            .diffusion(DiffusionOptions.builder().genLength(tokens).steps(tokens).build())
            .build();
  }

  @Override
  public int read() {
    int tokens = 0;
    try (GenerationStream events = client.stream(request)) {
      while (events.hasNext()) {
        if (events.next() instanceof Event.Progress progress) {
          tokens += progress.commits().size();
        }
      }
    }
    return tokens;
  }
}
