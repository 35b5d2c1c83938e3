package io.sparsed.scheduler.text.jinja;

import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * A Budget bounds what the rendering on this thread may take: steps, the length of any text or
 * list, and evaluations inside one another. It grows with the variables, so that long conversations
 * render.
 */
final class Budget {
  private static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();
  private static final int MAX_DEPTH = 800;
  private static final int MAX_NESTING = 100;
  private static final long BASE_STEPS = 1_000_000;
  private static final long BASE_LENGTH = 1_000_000;
  private static final int STEPS_A_CHARACTER = 16;
  private static final int CHARACTERS_A_STEP = 8;
  private static final int STEPS_BETWEEN_CHECKS = 4096;

  private final long maxLength;
  private long steps;
  private long nextCheck;
  private int depth;

  private Budget(long size) {
    this.steps = BASE_STEPS + STEPS_A_CHARACTER * size;
    this.maxLength = BASE_LENGTH + 4 * size;
    this.nextCheck = steps;
  }

  /** Renders within the budget of a template whose variables have {@code size} characters. */
  static String within(long size, Supplier<String> rendering) {
    return ScopedValue.where(CURRENT, new Budget(size)).call(rendering::get);
  }

  static void enter() {
    spend(1);
    if (++CURRENT.get().depth > MAX_DEPTH) {
      throw new JinjaException("more than " + MAX_DEPTH + " evaluations inside one another");
    }
  }

  static void leave() {
    CURRENT.get().depth--;
  }

  /**
   * Takes steps.
   *
   * @throws CancellationException if the thread was interrupted
   */
  static void spend(long count) {
    CURRENT.get().take(count);
  }

  private void take(long count) {
    steps -= count;
    if (steps < 0) {
      throw new JinjaException("the template takes more steps than a rendering may");
    }
    if (steps < nextCheck) {
      nextCheck = steps - STEPS_BETWEEN_CHECKS;
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted while a template was rendered");
      }
    }
  }

  /** Takes the steps to make a text of {@code length} characters, or throws if it is too long. */
  static int text(long length) {
    fits(length);
    spend(length / CHARACTERS_A_STEP);
    return (int) length;
  }

  /** Takes the steps to make a list of {@code size} elements, or throws if it is too long. */
  static int list(long size) {
    fits(size);
    spend(size);
    return (int) size;
  }

  /** Throws if a text or list of this length is longer than a rendering may make. */
  static void fits(long length) {
    if (length > CURRENT.get().maxLength) {
      throw new JinjaException("the template makes more text or longer lists than a rendering may");
    }
  }

  /** Throws if values lie inside more values than the stack holds. */
  static void nests(int values) {
    if (values > MAX_NESTING) {
      throw new JinjaException(
          "more than " + MAX_NESTING + " values inside one another are not supported");
    }
  }
}
