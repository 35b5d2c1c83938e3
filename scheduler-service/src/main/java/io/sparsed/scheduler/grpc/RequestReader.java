package io.sparsed.scheduler.grpc;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.admission.Priority;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.scheduler.generation.GenerationSpec;
import io.sparsed.scheduler.generation.Model;
import io.sparsed.scheduler.generation.ModelCatalog;
import io.sparsed.scheduler.generation.ModelNotFoundException;
import io.sparsed.scheduler.generation.Resumption;
import io.sparsed.scheduler.text.Excerpt;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.GenerateRequest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Reads requests and reports all violations of one at once. Thread-safe if {@code random} is. */
record RequestReader(ModelCatalog catalog, RandomGenerator random) {

  private static final int MAX_REQUEST_ID_LENGTH = 128;

  /**
   * Returns the request with every default filled in.
   *
   * @param requestId id of the request, as {@link #requestId} gives it
   * @throws io.sparsed.scheduler.generation.InvalidRequestException if it has violations
   * @throws io.sparsed.scheduler.generation.ModelNotFoundException if its model is unknown
   * @throws io.sparsed.scheduler.pool.NoWorkerException if no worker of its model is ready
   */
  GenerationSpec read(GenerateRequest given, String requestId) {
    Violations violations = new Violations();
    checkRequestId(given.getRequestId(), violations);
    Optional<Priority> priority = priority(given.getPriority(), violations);
    Optional<Model> model = model(given.getModel(), violations);
    GenerateRequest asked = model.map(found -> withLength(given, found)).orElse(given);
    Lengths lengths = Lengths.of(asked.getDiffusion());
    Optional<PromptReader> prompts =
        model.map(found -> new PromptReader(found, violations, lengths));
    Optional<ImmutableIntArray> prompt = prompts.flatMap(reader -> reader.read(asked));
    int promptLength = prompt.map(ImmutableIntArray::length).orElse(0);
    GenerateRequest request =
        model.map(found -> Presets.expand(asked, found, promptLength, violations)).orElse(asked);
    Optional<Sparsity> sparsity = SparsityReader.read(request.getSparse(), violations);
    Optional<Denoising> denoising =
        model.flatMap(
            found -> new DenoisingReader(found, random).read(request.getDiffusion(), violations));
    prompt.ifPresent(ids -> prompts.orElseThrow().checkFits(request, ids));
    int slots = prompt.map(ids -> model.orElseThrow().slots(ids)).orElse(0);
    denoising.ifPresent(
        read -> ResponseReader.checkHistory(request.getResponse(), read, slots, violations));
    model.ifPresent(
        found -> ResponseReader.checkHeads(request.getResponse(), found.facts(), violations));
    violations.check(
        request.getSparse().getPatternRefresh() == 0
            || denoising.filter(read -> read.acceleration().reuse().reuses()).isPresent(),
        "sparse.pattern_refresh",
        "Leave it out, or choose PREFIX or DUAL as diffusion.reuse.");
    model.ifPresent(found -> new ResumptionReader(found, violations).check(request));
    violations.throwIfAny();
    Resumption resumption =
        new ResumptionReader(model.orElseThrow(), violations)
            .read(request, prompt.orElseThrow(), denoising.orElseThrow());
    violations.throwIfAny();
    GenerationSpec spec =
        new GenerationSpec(
            requestId,
            priority.orElseThrow(),
            model.orElseThrow(),
            prompt.orElseThrow(),
            resumption,
            denoising.orElseThrow(),
            sparsity.orElseThrow(),
            ResponseReader.read(request.getResponse()));
    ResponseReader.checkPatterns(spec, violations);
    violations.check(
        !spec.denoising().acceleration().reuse().reuses()
            || spec.model().keepsKeyValues((long) spec.canvases() * spec.canvasLength()),
        "diffusion.reuse",
        "Leave it out, or shorten the canvas: its keys and values take %d bytes, and workers keep %d."
            .formatted(spec.keyValueBytes(), spec.model().keyValueCapacity()));
    violations.throwIfAny();
    return spec;
  }

  /** Returns a request that says no length with the open length of its model, if it has one. */
  private static GenerateRequest withLength(GenerateRequest request, Model model) {
    DiffusionOptions.Builder options = request.getDiffusion().toBuilder();
    if (request.hasResume() || options.hasGenLength() || options.hasMaxGenLength()) {
      return request;
    }
    model.facts().published().maxGenLength().ifPresent(options::setMaxGenLength);
    return request.toBuilder().setDiffusion(options).build();
  }

  /** Returns the id that a request gives itself, or a new one if it gives none that is valid. */
  String requestId(String id) {
    return id.isEmpty() || !isRequestId(id) ? HexFormat.of().toHexDigits(random.nextLong()) : id;
  }

  private static boolean isRequestId(String id) {
    return id.length() <= MAX_REQUEST_ID_LENGTH && Excerpt.of(id, MAX_REQUEST_ID_LENGTH).equals(id);
  }

  /** Checks the id that a request gives itself. */
  static void checkRequestId(String id, Violations violations) {
    violations.check(
        isRequestId(id),
        "request_id",
        "Give at most " + MAX_REQUEST_ID_LENGTH + " characters, without control characters.");
  }

  /** Returns the priority of a request; empty if the value is unknown. */
  static Optional<Priority> priority(io.sparsed.v1.Priority asked) {
    return EnumMapper.domain(asked, Priority.NORMAL);
  }

  /** Returns the priority of a request; empty, and a violation, if the value is unknown. */
  static Optional<Priority> priority(io.sparsed.v1.Priority asked, Violations violations) {
    return violations.require(priority(asked), "priority", "Choose LOW, NORMAL or HIGH.");
  }

  /**
   * Returns the model that a request names; empty, and a violation, if it must name one.
   *
   * @throws io.sparsed.scheduler.generation.ModelNotFoundException if its model is unknown
   * @throws io.sparsed.scheduler.pool.NoWorkerException if no worker of its model is ready
   */
  Optional<Model> model(String asked, Violations violations) {
    Optional<Model> model = catalog.find(asked);
    if (model.isEmpty()) {
      String known =
          ModelNotFoundException.shown(
              catalog.models().stream().map(each -> each.facts().id()).toList());
      violations.check(false, "model", "Choose one of the models: " + known + ".");
    }
    return model;
  }
}
