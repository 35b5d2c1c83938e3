package io.sparsed.scheduler.grpc;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.admission.Priority;
import io.sparsed.scheduler.generation.Model;
import io.sparsed.scheduler.generation.ScoreSpec;
import io.sparsed.v1.ScorePart;
import io.sparsed.v1.ScoreRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads requests for scores and reports all violations of one at once. Thread-safe. */
record ScoreReader(RequestReader requests) {

  /**
   * Returns the request with its text as tokens. Throws as {@link RequestReader#read} does.
   *
   * @param requestId id of the request, as {@link RequestReader#requestId} gives it
   */
  ScoreSpec read(ScoreRequest request, String requestId) {
    Violations violations = new Violations();
    RequestReader.checkRequestId(request.getRequestId(), violations);
    Optional<Priority> priority = RequestReader.priority(request.getPriority(), violations);
    Optional<Model> model = requests.model(request.getModel(), violations);
    violations.throwIfAny();
    int most = model.orElseThrow().maxCanvasLength();
    List<ScorePart> parts = request.getPartsList();
    violations.check(
        parts.stream().anyMatch(ScorePart::getScored) && parts.size() <= most,
        "parts",
        "Give 1 to %d parts, of a token each, at least one of them scored.".formatted(most));
    violations.throwIfAny();
    TokenReader reader = new TokenReader(model.orElseThrow(), violations);
    ImmutableIntArray.Builder tokens = ImmutableIntArray.builder();
    IntStream.Builder scored = IntStream.builder();
    int length = 0;
    for (int i = 0; i < parts.size() && length <= most; i++) {
      ImmutableIntArray ids =
          tokens(reader, parts.get(i), i == 0, most, "parts[" + i + "]")
              .orElse(ImmutableIntArray.of());
      tokens.addAll(ids);
      if (parts.get(i).getScored()) {
        IntStream.range(length, length + ids.length()).forEach(scored);
      }
      length += ids.length();
    }
    violations.check(
        length <= most, "parts", "Shorten the text: a canvas holds %d tokens.".formatted(most));
    violations.throwIfAny();
    return new ScoreSpec(
        requestId,
        priority.orElseThrow(),
        model.orElseThrow(),
        tokens.build(),
        ImmutableIntArray.copyOf(scored.build()));
  }

  private static Optional<ImmutableIntArray> tokens(
      TokenReader reader, ScorePart part, boolean isFirst, int most, String field) {
    boolean hasSpecialTokens = isFirst && !part.getScored();
    return switch (part.getContentCase()) {
      case TEXT -> {
        String text = part.getText();
        yield reader
            .codec(field)
            .flatMap(
                codec ->
                    reader.encoded(() -> codec.encodePart(text, hasSpecialTokens, most), field));
      }
      case TOKENS -> {
        boolean hasSlots = part.getTokens().getSlots() && !part.getScored();
        yield reader.tokens(
            part.getTokens().getTokenIdsList(), hasSlots, field + ".tokens.token_ids");
      }
      case CONTENT_NOT_SET -> {
        reader.violations().check(false, field, "Give text or tokens.");
        yield Optional.empty();
      }
    };
  }
}
