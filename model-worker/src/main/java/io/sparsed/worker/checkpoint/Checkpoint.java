package io.sparsed.worker.checkpoint;

import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.WeightSource;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Checkpoint is a folder as Hugging Face publishes it, checked and mapped into memory. Weights
 * that are loaded from it may be views of the mapping: close it after them.
 */
public final class Checkpoint implements AutoCloseable {
  private final ModelSpec spec;
  private final Map<String, StoredTensor> tensors;
  private final TokenizerFiles tokenizer;
  private final GenerationDefaults defaults;
  private final String fingerprint;
  private final List<String> notes;
  private final Arena arena;

  private Checkpoint(
      ModelSpec spec,
      Map<String, StoredTensor> tensors,
      TokenizerFiles tokenizer,
      GenerationDefaults defaults,
      String fingerprint,
      List<String> notes,
      Arena arena) {
    this.spec = spec;
    this.tensors = tensors;
    this.tokenizer = tokenizer;
    this.defaults = defaults;
    this.fingerprint = fingerprint;
    this.notes = List.copyOf(notes);
    this.arena = arena;
  }

  /**
   * Opens a folder: {@code config.json}, {@code model.safetensors} or the shards of {@code
   * model.safetensors.index.json}, tokenizer files if any.
   *
   * @throws CheckpointException if it cannot be served, with every reason
   */
  @SuppressWarnings("MustBeClosedChecker") // the checkpoint closes it
  public static Checkpoint open(Path folder) throws IOException {
    var arena = Arena.ofShared();
    try {
      return read(folder, arena);
    } catch (FileSystemException e) {
      arena.close();
      throw new CheckpointException(e.getFile() + ": cannot be read; see its permissions");
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  private static Checkpoint read(Path folder, Arena arena) throws IOException {
    var spec = MaskToken.complete(ConfigReader.read(folder), folder);
    var names = spec.architecture().tensorNames();
    var tensors = SafetensorsFolder.map(folder, arena);
    boolean hasUnusedHead = spec.tiedHead() && tensors.remove(names.head()) != null;
    SafetensorsFolder.check(tensors, names.shapes(spec));
    var tokenizer = TokenizerFiles.of(folder);
    var fingerprint = Fingerprint.of(folder.resolve("config.json"), tensors, tokenizer);
    var notes = new ArrayList<String>();
    if (hasUnusedHead) {
      notes.add(names.head() + " is not used: config.json ties the head to the embedding");
    }
    var defaults = GenerationDefaults.read(folder, spec.architecture(), notes);
    return new Checkpoint(spec, tensors, tokenizer, defaults, fingerprint, notes, arena);
  }

  /** Returns the model's dimensions and constants. */
  public ModelSpec spec() {
    return spec;
  }

  /**
   * Returns the card of the model, which others are told.
   *
   * @param type type of the weights on the device
   */
  public ModelCard card(ElementType type) {
    return new ModelCard(spec, fingerprint, tokenizer, defaults, parameters() * type.bytes());
  }

  /** Returns the tokenizer files. */
  public TokenizerFiles tokenizer() {
    return tokenizer;
  }

  /** Returns the fingerprint, which is equal for equal checkpoints, wherever they lie. */
  public String fingerprint() {
    return fingerprint;
  }

  /** Returns what an operator should know of the files, each a sentence. */
  public List<String> notes() {
    return notes;
  }

  /** Returns the type in which most of the bytes are stored. */
  public ElementType storedType() {
    return List.of(ElementType.values()).stream()
        .max((a, b) -> Long.compare(bytesOf(a), bytesOf(b)))
        .orElseThrow();
  }

  /** Returns the number of weights. */
  public long parameters() {
    return tensors.values().stream().mapToLong(t -> t.data().byteSize() / t.type().bytes()).sum();
  }

  private long bytesOf(ElementType type) {
    return tensors.values().stream()
        .filter(t -> t.type() == type)
        .mapToLong(t -> t.data().byteSize())
        .sum();
  }

  /**
   * Returns the weights for a device. On the CPU, tensors that are stored in the wanted type are
   * used where they are mapped; a GPU copies from there. Valid while the checkpoint is open. A
   * tensor that holds NaN or an infinity is refused with a {@link CheckpointException}.
   */
  public WeightSource weights(Torch torch, ElementType type) {
    var finite = torch.script("finite");
    return name -> {
      var stored = tensors.get(name);
      if (stored == null) {
        throw new IllegalStateException("tensor " + name + " was not asked for when checked");
      }
      var owner = torch.manager();
      try (var mapped = torch.wrap(owner, stored.data(), stored.type(), stored.dimensions())) {
        var weight = torch.convert(owner, mapped, type);
        try (var answer = finite.call(owner, weight)) {
          if (torch.download(answer)[0] == 0) {
            throw new CheckpointException(
                "%s: tensor %s holds NaN or infinite values as %s; fetch it again, or try another --dtype"
                    .formatted(stored.file(), name, type.displayName()));
          }
        }
        return weight;
      }
    };
  }

  @Override
  public void close() {
    arena.close();
  }
}
