package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.v1.CompleteResponse;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.ResumePrompt;
import io.sparsed.v1.StepCommits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Messages of the wire contract are sent as they are, and resumed. */
class WireClientTest extends ScriptedSchedulers {
  private static final StepCommits FIRST =
      StepCommits.newBuilder().addPositions(0).addTokenIds(100).build();
  private static final StepCommits SECOND =
      StepCommits.newBuilder().addPositions(1).addTokenIds(101).build();

  @Test
  void complete_lost_isResumedAndAnsweredWithoutWhatWasNotAskedFor() {
    script(accepted(), progress(0), LOST);
    script(accepted(), finished());

    CompleteResponse response = complete(GenerateRequest.newBuilder().setText("hello").build());

    assertThat(response.getFinished().getText()).isEqualTo("done");
    assertThat(response.getAccepted().getFingerprint()).isEqualTo("f");
    assertThat(response.getAccepted().getPromptTokenIdsList()).isEmpty();
    assertThat(requests.getLast().getResume().getStepsList()).containsExactly(FIRST);
  }

  @Test
  void complete_promptTokensAskedFor_areInTheAnswer() {
    script(accepted(), finished());
    GenerateRequest.Builder request = GenerateRequest.newBuilder().setText("hello");
    request.getResponseBuilder().setPromptTokenIds(true);

    assertThat(complete(request.build()).getAccepted().getPromptTokenIdsList())
        .containsExactly(11, 12);
  }

  @Test
  void complete_resumeThatIsLost_goesOnFromBothHalves() {
    script(accepted(), progress(1), LOST);
    script(accepted(), finished());
    ResumePrompt resume =
        ResumePrompt.newBuilder()
            .setFingerprint("f")
            .addPromptTokenIds(5)
            .addSteps(FIRST)
            .setResumes(1)
            .build();

    var _ = complete(GenerateRequest.newBuilder().setResume(resume).build());

    assertThat(requests.getFirst().getResume()).isEqualTo(resume);
    assertThat(requests.getLast().getResume())
        .isEqualTo(resume.toBuilder().addSteps(SECOND).setResumes(2).build());
  }

  private CompleteResponse complete(GenerateRequest request) {
    try (SparseDClient client = client(1, Duration.ofMillis(1))) {
      return WireClient.of(client).complete(request);
    }
  }
}
