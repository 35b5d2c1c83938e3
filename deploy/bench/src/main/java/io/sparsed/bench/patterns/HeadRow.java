package io.sparsed.bench.patterns;

import java.util.List;
import java.util.Locale;

/**
 * A head's row in the table; shares are in percent.
 *
 * @param layer from 1
 * @param head from 1
 * @param bar where its blocks lie, from left to right
 */
record HeadRow(
    int layer,
    int head,
    String kept,
    String later,
    String laterChance,
    String laterOfGeneration,
    String others,
    int windowWidth,
    String window,
    String windowChance,
    String firstColumn,
    String generation,
    String elsewhere,
    List<Part> bar) {

  /**
   * A part of a bar.
   *
   * @param kind its style
   * @param width as CSS writes it
   */
  record Part(String kind, String width) {}

  static HeadRow of(HeadNumbers head) {
    Places places = head.places();
    return new HeadRow(
        head.layer() + 1,
        head.head() + 1,
        Text.percent(head.kept()),
        Text.percent(head.later().share()),
        Text.percent(head.later().chance()),
        Text.percent(head.laterOfGeneration().share()),
        head.others().map(others -> Text.percent(others.share())).orElse("–"),
        2 * places.reach() + 1,
        Text.percent(places.window()),
        Text.percent(places.windowByChance()),
        Text.percent(places.firstColumn()),
        Text.percent(places.generation()),
        Text.percent(places.elsewhere()),
        List.of(
            part("window", places.window()),
            part("sink", places.firstColumn()),
            part("generation", places.generation()),
            part("elsewhere", places.elsewhere())));
  }

  private static Part part(String kind, double share) {
    return new Part(kind, String.format(Locale.ROOT, "%.2f%%", 100 * share));
  }
}
