package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.pool.NoWorkerException;
import io.sparsed.scheduler.pool.ServedModel;
import io.sparsed.scheduler.pool.WorkerException;
import io.sparsed.scheduler.pool.WorkerPool;
import io.sparsed.scheduler.text.Excerpt;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.scheduler.text.Tokenizers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  /** The time for which a list of the models waits for tokenizers. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

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
    pool.onChange(
        () -> {
          pool.models().forEach(model -> seen.add(model.facts().id()));
          // A worker that has just come may have better files.
          codecs.values().removeIf(ModelCatalog::isMissing);
        });
  }

  /**
   * Returns all models, sorted by id. Those whose tokenizers are not there within some seconds are
   * returned without, so that a silent worker does not hide the others.
   */
  public List<Model> models() {
    List<ServedModel> served = pool.models();
    for (ServedModel model : served) {
      var _ = codec(model.facts());
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    return served.stream().map(model -> model(model, codecBy(end, model.facts()))).toList();
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
    return found.map(model -> model(model, await(model.facts(), Long.MAX_VALUE)));
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

  private Model model(ServedModel served, Optional<TextCodec> codec) {
    return new Model(
        served.facts(),
        maxCanvasLength(served),
        served.keyValueCapacity(),
        served.workers(),
        codec);
  }

  /** Returns the codec that is there at a time; empty if it is not, or cannot be loaded. */
  private Optional<TextCodec> codecBy(long endNanos, ModelFacts facts) {
    try {
      return await(facts, Math.max(0, endNanos - System.nanoTime()));
    } catch (WorkerException | NoWorkerException e) {
      log.warn("model {} is listed without its tokenizer: {}", facts.id(), e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<TextCodec> await(ModelFacts facts, long nanos) {
    CompletableFuture<Optional<TextCodec>> loading = codec(facts);
    try {
      return loading.get(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while a tokenizer was loaded");
    } catch (TimeoutException e) {
      throw new NoWorkerException("no worker has sent the tokenizer of " + facts.id() + " yet");
    } catch (ExecutionException e) {
      codecs.remove(facts.fingerprint(), loading);
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  private static boolean isMissing(CompletableFuture<Optional<TextCodec>> loading) {
    return loading.state() == Future.State.SUCCESS && loading.resultNow().isEmpty();
  }

  private CompletableFuture<Optional<TextCodec>> codec(ModelFacts facts) {
    return facts.hasTokenizer()
        ? codecs.computeIfAbsent(facts.fingerprint(), _ -> load(facts))
        : CompletableFuture.completedFuture(Optional.empty());
  }

  /** Loads a tokenizer in its own thread, so that cancelling one caller does not fail others. */
  private CompletableFuture<Optional<TextCodec>> load(ModelFacts facts) {
    return CompletableFuture.supplyAsync(
        () -> read(facts), task -> Thread.ofVirtual().name("tokenizer-" + facts.id()).start(task));
  }

  /** Returns the codec; empty if the files of every worker are broken, so that ids still work. */
  private Optional<TextCodec> read(ModelFacts facts) {
    try {
      Optional<TextCodec> codec = pool.tokenizer(facts, Tokenizers::fromFiles);
      codec
          .flatMap(TextCodec::chatTemplateProblem)
          .ifPresent(
              problem ->
                  log.warn("model {} serves no chats: its template: {}", facts.id(), problem));
      return codec;
    } catch (WorkerException e) {
      if (e.kind() != WorkerException.Kind.REFUSED) {
        throw e;
      }
      log.error("model {} serves token ids only: its tokenizer is broken", facts.id(), e);
      return Optional.empty();
    }
  }
}
