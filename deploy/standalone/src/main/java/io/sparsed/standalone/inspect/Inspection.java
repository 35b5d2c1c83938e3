package io.sparsed.standalone.inspect;

import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.scheduler.text.TokenizerFileException;
import io.sparsed.standalone.local.LocalTokenizer;
import io.sparsed.worker.checkpoint.Checkpoint;
import io.sparsed.worker.checkpoint.CheckpointException;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An Inspection describes a checkpoint folder.
 *
 * @param contents the checkpoint; empty if it cannot be served
 * @param problems reasons why it cannot be served, each a sentence
 */
public record Inspection(Optional<Contents> contents, List<String> problems) {
  public Inspection {
    problems = List.copyOf(problems);
  }

  /**
   * A Contents describes a checkpoint that can be served.
   *
   * @param spec dimensions and constants
   * @param parameters number of weights
   * @param storedType type of most weights
   * @param fingerprint equal for equal checkpoints
   * @param tokenizer whether text can be tokenized
   * @param chatTemplate whether conversations can be rendered
   */
  public record Contents(
      ModelSpec spec,
      long parameters,
      ElementType storedType,
      String fingerprint,
      boolean tokenizer,
      boolean chatTemplate) {

    /** Returns the bytes of the weights on a device that holds them as {@code type}. */
    public long weightBytes(ElementType type) {
      return parameters * type.bytes();
    }

    /**
     * Returns the bytes of the sparse pattern of one request: a bit for each layer, head, query
     * block and key block, with rows padded to 64 bits.
     *
     * @param canvasLength length of the canvas in tokens
     * @param blockSize length of a block in tokens
     */
    public long patternBytes(int canvasLength, int blockSize) {
      long blocks = Math.ceilDiv(canvasLength, blockSize);
      return (long) spec.layers()
          * spec.heads()
          * blocks
          * Math.ceilDiv(blocks, Long.SIZE)
          * Long.BYTES;
    }
  }

  /**
   * Reads a folder without loading its weights.
   *
   * @throws IOException if the folder cannot be read
   */
  public static Inspection of(Path folder) throws IOException {
    List<String> problems = new ArrayList<>();
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      Contents contents = contents(checkpoint, folder, problems);
      return new Inspection(
          problems.isEmpty() ? Optional.of(contents) : Optional.empty(), problems);
    } catch (CheckpointException e) {
      problems.addAll(e.problems());
      return new Inspection(Optional.empty(), problems);
    }
  }

  private static Contents contents(Checkpoint checkpoint, Path folder, List<String> problems)
      throws IOException {
    boolean tokenizer = false;
    boolean chatTemplate = false;
    try {
      Optional<TextCodec> codec = LocalTokenizer.open(folder);
      if (codec.isPresent()) {
        try (TextCodec open = codec.get()) {
          tokenizer = true;
          chatTemplate = open.hasChatTemplate();
        }
      }
    } catch (TokenizerFileException e) {
      problems.add(e.getMessage());
    }
    return new Contents(
        checkpoint.spec(),
        checkpoint.parameters(),
        checkpoint.storedType(),
        checkpoint.fingerprint(),
        tokenizer,
        chatTemplate);
  }
}
