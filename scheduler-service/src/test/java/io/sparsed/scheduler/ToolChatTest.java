package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.v1.ChatMessage;
import io.sparsed.v1.ChatPrompt;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests conversations with tools, for a chat template that has them. */
class ToolChatTest {

  private static final String TEMPLATE =
      "{% if tools %}{% for tool in tools %}w{{ tool.number }} {{ tool.name }} {% endfor %}"
          + "{% endif %}{% for message in messages %}"
          + "{% if message.role == 'tool' %}w9 {% endif %}{{ message.content + ' ' }}{% endfor %}";

  @TempDir static Path folder;
  private static WorkerServer worker;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    Path checkpoint = TextCheckpoint.withChatTemplate(folder, Cluster.LLADA, TEMPLATE);
    worker =
        WorkerServer.start(WorkerConfig.of(checkpoint).withCompute(Compute.on("cpu"))).awaitReady();
    cluster = Cluster.over(config -> config, Cluster.address(worker));
    cluster.awaitModels(1);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    worker.close();
  }

  @Test
  void toolsAndTheirResult_areRendered() {
    assertThat(prompt("{\"number\": 7, \"name\": \"w8\"}")).containsExactly(7, 8, 1, 9, 2);
  }

  @Test
  void toolThatIsNoJsonObject_isRefused() {
    for (String tool : List.of("[1]", "", "{", "{} {}", "{\"a\": 0.5}", "[".repeat(50))) {
      assertThatThrownBy(() -> prompt(tool))
          .as(tool)
          .hasMessageContaining("chat.tools[0]")
          .hasMessageContaining("Give a JSON object");
    }
  }

  private static List<Integer> prompt(String tool) {
    GenerateRequest.Builder request =
        GenerateRequest.newBuilder()
            .setChat(
                ChatPrompt.newBuilder()
                    .addMessages(ChatMessage.newBuilder().setRole("user").setContent("w1"))
                    .addMessages(ChatMessage.newBuilder().setRole("tool").setContent("w2"))
                    .addTools(tool));
    request.getDiffusionBuilder().setGenLength(1);
    request.getResponseBuilder().setPromptTokenIds(true);
    return cluster
        .stub()
        .complete(CompleteRequest.newBuilder().setRequest(request).build())
        .getAccepted()
        .getPromptTokenIdsList();
  }
}
