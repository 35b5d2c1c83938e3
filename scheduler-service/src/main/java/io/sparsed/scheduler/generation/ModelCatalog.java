package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.pool.NoWorkerException;
import io.sparsed.scheduler.pool.ServedModel;
import io.sparsed.scheduler.pool.WorkerPool;
import io.sparsed.scheduler.text.Excerpt;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.scheduler.text.TokenizerFileException;
import io.sparsed.scheduler.text.Tokenizers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ModelCatalog lists the models that requests can name, with their limits and tokenizers. It
 * loads a tokenizer from a worker when it is first needed, and keeps it. Thread-safe.
 */
public final class ModelCatalog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ModelCatalog.class);

  private static final long MAX_REQUEST_BYTES = 16L << 20;
  private static final long REST_BYTES = 1L << 20;
  private static final long TOKEN_BYTES = 64;

  private final WorkerPool pool;
  private final OptionalInt maxCanvasLength;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Map<String, CompletableFuture<Optional<TextCodec>>> codecs =
      new ConcurrentHashMap<>();

  /**
   * Creates a catalog of the models of a pool.
   *
   * @param maxCanvasLength operator's limit in tokens; empty for the length that each model was
   *     trained for
   */
  public ModelCatalog(WorkerPool pool, OptionalInt maxCanvasLength) {
    this.pool = pool;
    this.maxCanvasLength = maxCanvasLength;
    pool.onChange(() -> pool.models().forEach(model -> seen.add(model.facts().id())));
  }

  /** Returns all models, sorted by id. */
  public List<Model> models() {
    return pool.models().stream().map(this::model).toList();
  }

  /**
   * Returns the model of a request; empty if the request names none and there are several.
   *
   * @param id id of the model; "" for the only one
   * @throws NoWorkerException if the model was served before and has no ready worker
   * @throws ModelNotFoundException if no worker ever served the model
   */
  public Optional<Model> find(String id) {
    List<ServedModel> served = pool.models();
    Optional<ServedModel> found =
        served.stream()
            .filter(model -> id.isEmpty() ? served.size() == 1 : model.facts().id().equals(id))
            .findFirst();
    if (found.isEmpty() && (served.isEmpty() || seen.contains(id))) {
      throw new NoWorkerException(
          id.isEmpty()
              ? "no worker is ready"
              : "no worker of model " + Excerpt.of(id) + " is ready");
    }
    if (found.isEmpty() && !id.isEmpty()) {
      throw new ModelNotFoundException(
          id, served.stream().map(model -> model.facts().id()).toList());
    }
    return found.map(this::model);
  }

  /**
   * Returns the most bytes of a request: those of a prompt on the longest canvas, 64 a token, and
   * room for the rest.
   */
  public long maxRequestBytes() {
    int longest =
        pool.models().stream().mapToInt(this::maxCanvasLength).max().orElse(Integer.MAX_VALUE);
    return Math.min(MAX_REQUEST_BYTES, REST_BYTES + TOKEN_BYTES * longest);
  }

  private int maxCanvasLength(ServedModel served) {
    int admitted = maxCanvasLength.orElse(served.facts().contextLength());
    return Math.min(admitted, served.maxCanvasLength());
  }

  @Override
  public void close() {
    for (CompletableFuture<Optional<TextCodec>> loaded : codecs.values()) {
      var _ = loaded.thenAccept(codec -> codec.ifPresent(TextCodec::close));
    }
  }

  private Model model(ServedModel served) {
    return new Model(
        served.facts(),
        maxCanvasLength(served),
        served.workers(),
        served.facts().hasTokenizer() ? codec(served.facts()) : Optional.empty());
  }

  private Optional<TextCodec> codec(ModelFacts facts) {
    CompletableFuture<Optional<TextCodec>> loading =
        codecs.computeIfAbsent(facts.fingerprint(), _ -> load(facts));
    try {
      return loading.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while a tokenizer was loaded");
    } catch (ExecutionException e) {
      codecs.remove(facts.fingerprint(), loading);
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  /** Loads a tokenizer in its own thread, so that cancelling one caller does not fail others. */
  private CompletableFuture<Optional<TextCodec>> load(ModelFacts facts) {
    return CompletableFuture.supplyAsync(
        () -> read(facts, pool.tokenizerFiles(facts)),
        task -> Thread.ofVirtual().name("tokenizer-" + facts.id()).start(task));
  }

  /** Returns the codec of the files; empty if they are broken, so that token ids still work. */
  private static Optional<TextCodec> read(ModelFacts facts, Map<String, byte[]> files) {
    try {
      return Tokenizers.fromFiles(files);
    } catch (TokenizerFileException e) {
      log.error(
          "model {} serves token ids only: its tokenizer is broken", Excerpt.of(facts.id()), e);
      return Optional.empty();
    }
  }
}
