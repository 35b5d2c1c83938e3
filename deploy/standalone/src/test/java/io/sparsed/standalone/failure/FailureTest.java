package io.sparsed.standalone.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
  @Test
  void toText_escapeCodesOfOthers_stayOnOneHarmlessLine() {
    String text =
        Failure.usage("no model a\nINFO all is well\u001b[2J\u009b").toText(field -> field);

    assertThat(text).isEqualTo("sparsed: no model a\ufffdINFO all is well\ufffd[2J\ufffd");
  }

  @ParameterizedTest
  @MethodSource("problems")
  void of_problemOfTheSystem_isToldInWords(Exception problem, String words) {
    assertThat(Failure.of(problem).message()).isEqualTo(words);
  }

  static Stream<Arguments> problems() {
    return Stream.of(
        Arguments.of(
            new IOException("Failed to bind to address /h:1", new BindException("in use")),
            "cannot listen on h:1: in use; give another port"),
        Arguments.of(
            new UncheckedIOException(
                new IOException(
                    "Failed to bind to address /1.2.3.4:1",
                    new BindException("Cannot assign requested address"))),
            "cannot listen on 1.2.3.4:1: Cannot assign requested address;"
                + " give an address of this machine"),
        Arguments.of(
            new IOException(
                "Failed to bind to address h/<unresolved>:1", new UnresolvedAddressException()),
            "cannot listen on h:1: no such host; give an address of this machine"),
        Arguments.of(new NoSuchFileException("a"), "cannot use a: no such file or folder"),
        Arguments.of(
            new UncheckedIOException("cannot read a", new AccessDeniedException("a")),
            "cannot read a: permission denied"));
  }
}
