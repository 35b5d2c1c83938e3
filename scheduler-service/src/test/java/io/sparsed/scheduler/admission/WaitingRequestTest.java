package io.sparsed.scheduler.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Tests requests that are admitted at the moment when their thread leaves. */
class WaitingRequestTest {

  private final WaitingRequest request = new WaitingRequest(Arrivals.of("a"));
  private final Place place = new Place();

  @Test
  void abandon_wasLetIn_givesThePlaceBack() {
    request.admit(place);
    request.abandon();

    assertThat(place.closed).isTrue();
  }

  @Test
  void admit_wasAbandoned_givesThePlaceBack() {
    request.abandon();
    request.admit(place);

    assertThat(place.closed).isTrue();
  }

  @Test
  void await_wasLetIn_keepsThePlace() throws Exception {
    request.admit(place);

    assertThat(request.await()).isSameAs(place);
    assertThat(place.closed).isFalse();
  }

  private static final class Place implements Permit {
    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public void answered() {}

    @Override
    public void close() {
      closed.set(true);
    }
  }
}
