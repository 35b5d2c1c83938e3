package io.sparsed.bench.load;

import java.util.Locale;

/** A load: the times at which requests come. */
sealed interface Load {
  /** Returns the load in words. */
  String name();

  /**
   * A closed loop: each client asks again once it is answered, so there are never more requests
   * than clients.
   *
   * @param clients number of clients, at least 1
   */
  record Closed(int clients) implements Load {
    /** Throws unless there is a client. */
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
   * A closed loop beside clients whose prompts are larger than any canvas.
   *
   * @param clients number of clients of the closed loop, at least 1
   * @param flood number of the others, at least 1
   */
  record Flooded(int clients, int flood) implements Load {
    /** Throws unless there are clients of both kinds. */
    public Flooded {
      if (clients < 1 || flood < 1) {
        throw new IllegalArgumentException("a flood needs a client");
      }
    }

    @Override
    public String name() {
      return new Closed(clients).name() + " beside a flood of " + flood;
    }
  }

  /**
   * An open loop: requests come at random times, whatever is answered. It is a Poisson process, as
   * many independent users make it.
   *
   * @param perSecond mean rate in requests a second, above 0
   * @param overload rate as a multiple of the capacity; 0 if it was not chosen so
   */
  record Open(double perSecond, int overload) implements Load {
    /** Throws unless the rate is above 0. */
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
