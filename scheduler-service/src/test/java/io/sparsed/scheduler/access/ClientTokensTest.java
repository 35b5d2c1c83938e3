package io.sparsed.scheduler.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.sparsed.scheduler.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of the clients' tokens. */
class ClientTokensTest {

  @TempDir Path folder;

  @Test
  void random_token_isLongAndNeverTheSame() {
    assertThat(ClientToken.random()).startsWith("sparsed_").hasSize(51);
    assertThat(ClientToken.random()).isNotEqualTo(ClientToken.random());
  }

  @Test
  void nameOf_tokensOfTheFile_areKnownByName() throws Exception {
    Path file =
        write(
            "# ours",
            "",
            ClientToken.of("app", "old").line(),
            ClientToken.of("app", "new").line(),
            "  " + ClientToken.of("a.b-c_d", "third").line() + "  ");

    try (ClientTokens tokens = ClientTokens.follow(file)) {
      assertThat(tokens.nameOf("old")).contains("app");
      assertThat(tokens.nameOf("new")).contains("app");
      assertThat(tokens.nameOf("third")).contains("a.b-c_d");
      assertThat(tokens.nameOf("")).isEmpty();
      assertThat(tokens.nameOf(ClientToken.digest("old"))).isEmpty();
    }
    assertThat(file).content().doesNotContain("old", "new", "third");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"secret-token", "app secret-token", "app sha256:secret", "a b sha256:0", "ä"})
  void follow_lineThatIsNoEntry_isNamedByItsNumberAndNotEchoed(String line) throws Exception {
    Path file = write("# ours", line);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientTokens.follow(file))
        .withMessageStartingWith(file + ": line 2 is not NAME sha256:DIGEST")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  @Test
  void follow_noFile_isNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientTokens.follow(folder.resolve("tokens")))
        .withMessageContaining("there is no file " + folder.resolve("tokens"));
  }

  @Test
  void nameOf_fileChanges_knowsTheNewTokensOnly() throws Exception {
    Path file = write(ClientToken.of("app", "old").line());
    try (ClientTokens tokens = ClientTokens.follow(file)) {
      write(ClientToken.of("app", "new").line());

      await().until(() -> tokens.nameOf("new").isPresent());
      assertThat(tokens.nameOf("old")).isEmpty();
    }
  }

  @Test
  void nameOf_fileBreaks_knowsTheFormerTokensAndSaysSo() throws Exception {
    Path file = write(ClientToken.of("app", "old").line());
    try (LogLines log = LogLines.of("io.sparsed.tls.FollowedFiles");
        ClientTokens tokens = ClientTokens.follow(file)) {
      write(ClientToken.of("app", "new").line(), "secret");

      await().until(() -> log.text().contains("what was read before stays in use: " + file));
      Files.delete(file);
      await().until(() -> log.text().contains("there is no file " + file));
      assertThat(tokens.nameOf("old")).contains("app");
      assertThat(tokens.nameOf("new")).isEmpty();
      assertThat(log.text()).doesNotContain("secret").hasLineCount(2);
    }
  }

  private Path write(String... lines) throws IOException {
    return Files.writeString(
        folder.resolve("tokens"), String.join("\n", lines), StandardCharsets.UTF_8);
  }
}
