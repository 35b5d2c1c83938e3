package io.sparsed.standalone.cli;

import io.sparsed.client.FilledSlots;
import io.sparsed.client.Prompt;
import io.sparsed.client.TemplatePart;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A SlotTemplate is a text in which {@code {{8}}} stands for eight tokens to fill in. */
record SlotTemplate(String text) {
  private static final Pattern SLOTS = Pattern.compile("\\{\\{(\\d{1,6})}}");
  private static final Pattern RUN = Pattern.compile("(\\{\\{\\d{1,6}}})+");

  Prompt prompt() {
    List<TemplatePart> parts = new ArrayList<>();
    int taken = 0;
    for (MatchResult slots : SLOTS.matcher(text).results().toList()) {
      addText(taken, slots.start(), parts);
      parts.add(TemplatePart.slots(Integer.parseInt(slots.group(1))));
      taken = slots.end();
    }
    addText(taken, text.length(), parts);
    return Prompt.template(parts.toArray(TemplatePart[]::new));
  }

  private void addText(int from, int to, List<TemplatePart> parts) {
    if (from < to) {
      parts.add(TemplatePart.text(text.substring(from, to)));
    }
  }

  /** Returns the text with its slots as they were filled. */
  String filled(List<FilledSlots> runs) {
    Iterator<FilledSlots> next = runs.iterator();
    return RUN.matcher(text)
        .replaceAll(
            run -> Matcher.quoteReplacement(next.hasNext() ? next.next().text() : run.group()));
  }
}
