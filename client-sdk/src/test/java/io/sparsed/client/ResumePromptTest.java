package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.ResumePrompt;
import io.sparsed.v1.StepCommits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A lost generation is told to the next scheduler, and the listener sees one generation. */
class ResumePromptTest extends ScriptedSchedulers {
  @Test
  void listener_lostTwice_receivesEachEventOnce() throws Exception {
    script(accepted(), progress(0), LOST);
    script(accepted(), progress(1), LOST);
    script(accepted(), progress(2), finished());

    try (SparseDClient client = client(1, Duration.ofMillis(1))) {
      Recorder recorder = new Recorder();
      Cancellable _ = client.stream(REQUEST, recorder);
      assertThat(recorder.awaitAnswer().text()).isEqualTo("done");

      assertThat(recorder.events())
          .hasSize(5)
          .first()
          .isInstanceOfSatisfying(
              Event.Accepted.class, event -> assertThat(event.requestId()).isEqualTo("r"));
    }
  }

  @Test
  void complete_lost_tellsTheNextSchedulerAllItReceived() {
    script(accepted(), progress(0), progress(1), LOST);
    script(accepted(), progress(2), LOST);
    script(accepted(), finished());

    try (SparseDClient client = client(1, Duration.ofMillis(1))) {
      var _ = client.complete(REQUEST);
    }

    assertThat(requests.getFirst().getResponse().getPromptTokenIds()).isTrue();
    GenerateRequest last = requests.getLast();
    assertThat(last.getModel()).isEqualTo("m");
    assertThat(last.getRequestId()).isEqualTo("r");
    assertThat(last.getDiffusion().getSeed()).isEqualTo(77);
    assertThat(last.getSparse().getSkip()).isEqualTo(0.4);
    assertThat(last.getResume())
        .isEqualTo(
            ResumePrompt.newBuilder()
                .setFingerprint("f")
                .addPromptTokenIds(11)
                .addPromptTokenIds(12)
                .addSteps(StepCommits.newBuilder().addPositions(0).addTokenIds(100))
                .addSteps(StepCommits.newBuilder().addPositions(1).addTokenIds(101))
                .addSteps(StepCommits.newBuilder().addPositions(2).addTokenIds(102))
                .setResumes(2)
                .build());
  }

  @Test
  void complete_tokenPrompt_isNotSentBack() {
    script(accepted().toBuilder().setAccepted(acceptance().clearPromptTokenIds()).build(), LOST);
    script(accepted(), finished());

    try (SparseDClient client = client(1, Duration.ofMillis(1))) {
      var _ = client.complete(GenerationRequest.of(Prompt.tokens(5, 6)));
    }

    assertThat(requests.getFirst().getResponse().getPromptTokenIds()).isFalse();
    assertThat(requests.getLast().getResume().getPromptTokenIdsList()).containsExactly(5, 6);
  }
}
