package example;

import io.sparsed.client.ChatMessage;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.Prompt;
import io.sparsed.client.SparseDClient;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Asks the question of the command line through the client that the starter made. */
@SpringBootApplication(proxyBeanMethods = false)
public class AskApplication {
  /** Runs the application. */
  public static void main(String[] arguments) {
    SpringApplication.run(AskApplication.class, arguments);
  }

  @Bean
  CommandLineRunner ask(SparseDClient client) {
    return question ->
        System.out.println(
            client
                .complete(GenerationRequest.of(Prompt.chat(ChatMessage.user(question[0]))))
                .text());
  }
}
