package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.scheduler.access.ClientToken;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sparsed token new}. */
class TokenCommandTest {
  @TempDir Path folder;

  @Test
  void new_noFile_printsTheTokenAndShowsItsLine() {
    Cli result = Cli.run("token", "new", "app");

    String token = result.out().strip();
    assertThat(result.err()).contains(ClientToken.of("app", token).line()).doesNotContain(token);
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void new_file_addsItsLine() throws Exception {
    Path tokens = folder.resolve("tokens");

    String first = Cli.run("token", "new", "app", "--tokens", tokens.toString()).out().strip();
    String second = Cli.run("token", "new", "b", "--tokens", tokens.toString()).out().strip();

    assertThat(Files.readAllLines(tokens))
        .containsExactly(ClientToken.of("app", first).line(), ClientToken.of("b", second).line());
  }

  @Test
  void token_wrongCommand_saysWhatToWrite() {
    assertThat(Cli.run("token").err()).contains("sparsed token new NAME");
    assertThat(Cli.run("token", "new").exitCode()).isEqualTo(2);
    assertThat(Cli.run("token", "new", "a b").err())
        .contains("'a b' is no name", "letters, digits");
    assertThat(Cli.run("token", "new", "a", "--tokens", folder.toString()).err())
        .contains("cannot write " + folder);
  }
}
