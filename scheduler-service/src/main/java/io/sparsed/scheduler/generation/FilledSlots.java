package io.sparsed.scheduler.generation;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.Canvas;
import java.util.ArrayList;
import java.util.List;

/**
 * A FilledSlots is a run of neighbouring slots of a prompt that were denoised.
 *
 * @param position position of the first
 * @param tokens their token ids
 * @param text their text, without special tokens; empty if there is no tokenizer
 */
public record FilledSlots(int position, ImmutableIntArray tokens, String text) {

  /** Returns the runs of a canvas in their order. */
  static List<FilledSlots> of(Model model, Canvas canvas) {
    ImmutableIntArray slots = canvas.slots();
    List<FilledSlots> runs = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= slots.length(); i++) {
      if (i == slots.length() || slots.get(i) != slots.get(i - 1) + 1) {
        runs.add(run(model, slots.get(first), canvas.tokens(slots.get(first), i - first)));
        first = i;
      }
    }
    return List.copyOf(runs);
  }

  private static FilledSlots run(Model model, int position, ImmutableIntArray tokens) {
    int mask = model.facts().maskTokenId();
    String text = model.codec().map(codec -> codec.decodeMasked(tokens.toArray(), mask)).orElse("");
    return new FilledSlots(position, tokens, text);
  }
}
