package io.sparsed.standalone.inspect;

import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.scheduler.text.TokenizerFileException;
import io.sparsed.standalone.local.LocalTokenizer;
import io.sparsed.worker.attention.AttentionPrecision;
import io.sparsed.worker.checkpoint.Checkpoint;
import io.sparsed.worker.checkpoint.CheckpointException;
import io.sparsed.worker.device.WorkerMemory;
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
  /** Canvas length for which memory is told, beside that of the training. */
  static final int LONG_CANVAS = 65_536;

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
   * @param files files of the folder, and what is taken from each
   * @param notes sentences that an operator should know
   */
  public record Contents(
      ModelSpec spec,
      long parameters,
      ElementType storedType,
      String fingerprint,
      boolean tokenizer,
      boolean chatTemplate,
      List<FileUse> files,
      List<String> notes) {
    public Contents {
      files = List.copyOf(files);
      notes = List.copyOf(notes);
    }

    /** Returns the bytes of the weights on a device that holds them as {@code type}. */
    public long weightBytes(ElementType type) {
      return parameters * type.bytes();
    }

    /** Returns the memory of a worker on a CPU, which computes in float32 by default. */
    public WorkerMemory onCpu(int tokens, int devices) {
      return WorkerMemory.onCpu(
          spec, weightBytes(ElementType.FLOAT32), ElementType.FLOAT32, tokens, devices);
    }

    /** Returns the memory of a worker on each of its GPUs, in the type of most weights. */
    public WorkerMemory onGpu(AttentionPrecision attention, int tokens, int devices) {
      return WorkerMemory.onGpu(
          spec, weightBytes(storedType), storedType, attention, tokens, devices);
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
    List<String> notes = new ArrayList<>(checkpoint.notes());
    try {
      Optional<TextCodec> codec = LocalTokenizer.open(folder);
      if (codec.isPresent()) {
        try (TextCodec open = codec.get()) {
          tokenizer = true;
          chatTemplate = open.hasChatTemplate();
          open.chatTemplateProblem()
              .ifPresent(problem -> notes.add("The chat template cannot be rendered: " + problem));
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
        chatTemplate,
        FileUse.of(folder, checkpoint.spec().architecture(), chatTemplate),
        notes);
  }
}
