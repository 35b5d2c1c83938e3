package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.generation.GenerationEvent;
import io.sparsed.v1.CompleteResponse;

/** Maps the first and the last event of a generation to one reply. */
final class CompletionMapper {

  private CompletionMapper() {}

  static void add(GenerationEvent event, CompleteResponse.Builder response) {
    switch (event) {
      case GenerationEvent.Accepted _ ->
          response.setAccepted(EventMapper.response(event).getAccepted());
      case GenerationEvent.Progress _ -> {}
      case GenerationEvent.Finished _ ->
          response.setFinished(EventMapper.response(event).getFinished());
    }
  }
}
