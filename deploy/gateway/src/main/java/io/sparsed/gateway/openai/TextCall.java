package io.sparsed.gateway.openai;

import io.sparsed.client.GenerationRequest;
import java.util.List;

/**
 * A TextCall is a request of OpenAI's API that asks for text.
 *
 * @param api way in which it is answered
 * @param requests a generation for each choice, those of one prompt after each other
 * @param choicesOfEach choices of each prompt
 * @param stop texts that end an answer, and are not part of it
 * @param stream whether the answer is streamed
 * @param includeUsage whether the stream ends with what was used
 * @param denoiseEvents whether the stream tells every step
 */
record TextCall(
    Api api,
    List<GenerationRequest> requests,
    int choicesOfEach,
    List<String> stop,
    boolean stream,
    boolean includeUsage,
    boolean denoiseEvents) {
  TextCall {
    requests = List.copyOf(requests);
    stop = List.copyOf(stop);
  }
}
