package io.sparsed.scheduler.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads any bytes as the tokenizer files of a checkpoint, and encodes and decodes with what they
 * make. An input has a line "=== NAME" before each file. Files are read, or refused with a
 * TokenizerFileException.
 */
public final class TokenizerFuzz {
  private static final String TEXT = "Hello the 12's é <|mask|> \uD83D\uDE00\n\n x";

  private TokenizerFuzz() {}

  /** Runs one input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    Map<String, byte[]> files = new HashMap<>();
    for (String part : new String(input, ISO_8859_1).split("(?m)^=== ", -1)) {
      String[] file = part.split("\n", 2);
      files.put(file[0], file[file.length - 1].getBytes(ISO_8859_1));
    }
    try {
      Tokenizers.fromFiles(files).ifPresent(TokenizerFuzz::use);
    } catch (TokenizerFileException documented) {
      return;
    }
  }

  private static void use(TextCodec opened) {
    try (TextCodec codec = opened) {
      int[] ids = codec.encode(TEXT, 1000);
      codec.decode(ids);
      codec.decodeMasked(new int[] {0, 5, 1, 1_000_000, -1}, 5);
      codec.encodeChat(List.of(new ChatTurn("user", TEXT)), 1000);
    } catch (TooManyTokensException
        | UntokenizableException
        | ChatTemplateException
        | BrokenTemplateException documented) {
      return;
    }
  }
}
