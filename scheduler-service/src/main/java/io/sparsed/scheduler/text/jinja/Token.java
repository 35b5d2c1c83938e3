package io.sparsed.scheduler.text.jinja;

/**
 * A Token is the smallest piece of a template's source.
 *
 * @param text source of names, operators and numbers; value of strings and of text between tags
 * @param line line in the source, from 1
 */
record Token(Kind kind, String text, int line) {
  enum Kind {
    TEXT,
    OUTPUT_BEGIN,
    OUTPUT_END,
    TAG_BEGIN,
    TAG_END,
    NAME,
    STRING,
    INTEGER,
    OPERATOR,
    END
  }

  /** Returns true if this is the name or operator {@code text}. */
  boolean is(String text) {
    return (kind == Kind.NAME || kind == Kind.OPERATOR) && this.text.equals(text);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case END -> "the end of the template";
      case OUTPUT_END -> "'}}'";
      case TAG_END -> "'%}'";
      default -> "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
    };
  }
}
