package io.sparsed.bench.load;

import java.util.Locale;

/** How requests come. */
sealed interface Load {
  /** In words. */
  String name();

  /**
   * Each client asks again once it is answered: there are never more requests than clients.
   *
   * @param clients at least 1
   */
  record Closed(int clients) implements Load {
    /** Refuses no clients at all. */
    public Closed {
      if (clients < 1) {
        throw new IllegalArgumentException("at least one client must ask");
      }
    }

    @Override
    public String name() {
      return clients == 1 ? "1 client" : clients + " clients";
    }
  }

  /**
   * At random times, independent of the answers: a Poisson process, as many users make it.
   *
   * @param perSecond mean rate, above 0
   * @param overload how many times the capacity it is; 0 if it was not chosen by that
   */
  record Open(double perSecond, int overload) implements Load {
    /** Refuses a rate at which nothing comes. */
    public Open {
      if (!(perSecond > 0) || overload < 0) {
        throw new IllegalArgumentException("the rate must be above 0, got " + perSecond);
      }
    }

    @Override
    public String name() {
      String rate = String.format(Locale.ROOT, "%.1f/s", perSecond);
      return overload == 0 ? rate : "overload x" + overload + ", " + rate;
    }
  }
}
