package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.KeyValues;
import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternCache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A RequestArtifacts runs the forwards of one request and keeps track of the artifacts that they
 * make and need. It gives a worker the artifacts that it lacks. Not thread-safe: owned by the
 * request's thread.
 */
public final class RequestArtifacts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RequestArtifacts.class);

  /** The most repetitions of a forward whose worker lost artifacts before it ran. */
  private static final int MAX_RESTORES = 2;

  private final PatternCache patterns;
  private final PoolMetrics metrics;
  private final Map<String, RequestArtifact> artifacts = new HashMap<>();

  RequestArtifacts(PatternCache patterns, PoolMetrics metrics) {
    this.patterns = patterns;
    this.metrics = metrics;
  }

  /** Returns the artifacts that a forward needs; a pattern comes before what is made with it. */
  List<RequestArtifact> neededBy(Forward forward) {
    List<RequestArtifact> needed = new ArrayList<>();
    if (forward.attention() instanceof Attention.Sparse(Attention.Taken(String id), _)) {
      find(id).ifPresent(needed::add);
    }
    if (forward.keyValues() instanceof KeyValues.Reuse(String id, _, _)) {
      find(id).ifPresent(needed::add);
    }
    return needed;
  }

  private Optional<RequestArtifact> find(String id) {
    return Optional.ofNullable(artifacts.get(id));
  }

  /** Runs a forward on a worker, which is first given the artifacts that it lacks. */
  ForwardResult run(Worker worker, Forward forward) {
    List<RequestArtifact> needed = neededBy(forward);
    needed.forEach(each -> each.checkTrust(worker));
    for (RequestArtifact each : needed) {
      metrics.looked(each.type(), each.isAt(worker));
      if (!each.isAt(worker)) {
        give(each, worker);
      }
    }
    List<RequestArtifact> made = madeBy(forward);
    made.forEach(artifact -> artifact.isBeingMadeAt(worker));
    ForwardResult result = runWithNeeded(worker, forward, needed);
    made.forEach(artifact -> artifact.wasMadeAt(worker, result));
    return result;
  }

  /** Notes the artifacts of a forward that ran for another scheduler: no worker holds them. */
  public void wereMadeBy(Forward forward) {
    var _ = madeBy(forward);
  }

  /** Returns a pattern of the request, awaited if its copy is under way; empty if none is kept. */
  public Optional<Pattern> pattern(String id) {
    find(id).ifPresent(RequestArtifact::awaitCopy);
    return patterns.get(id);
  }

  /** Drops every artifact here and, without waiting, on the workers. */
  @Override
  public void close() {
    artifacts.values().forEach(RequestArtifact::close);
  }

  private ForwardResult runWithNeeded(
      Worker worker, Forward forward, List<RequestArtifact> needed) {
    for (int restores = 0; ; restores++) {
      try {
        return worker.forward(forward);
      } catch (ArtifactMissingException e) {
        List<RequestArtifact> missing =
            needed.stream().filter(artifact -> artifact.type() == e.type()).toList();
        if (missing.isEmpty()) {
          throw new WorkerException(
              WorkerException.Kind.FAULT, worker.address() + " lacks what is not needed", e);
        }
        missing.forEach(artifact -> artifact.isMissingAt(worker));
        metrics.looked(e.type(), false);
        if (restores == MAX_RESTORES) {
          throw e;
        }
        missing.forEach(artifact -> give(artifact, worker));
      }
    }
  }

  private void give(RequestArtifact artifact, Worker worker) {
    if (artifact.send(worker)) {
      log.debug("an artifact was sent to {}", worker.address());
    } else {
      log.info("{} runs the origin of an artifact that it lacks", worker.address());
      metrics.ranAgain();
      run(worker, artifact.origin());
    }
  }

  /** Returns the artifacts that a forward makes; a known id means that its origin is repeated. */
  private List<RequestArtifact> madeBy(Forward forward) {
    List<RequestArtifact> made = new ArrayList<>();
    if (forward.attention()
        instanceof Attention.DenseAndSelect(String id, Attention.Selection selection)) {
      Forward origin = forward.with(forward.attention(), new KeyValues.None());
      ArtifactKind kind = new PatternArtifact(id, forward.patternSpec(selection), patterns);
      made.add(artifact(id, origin, kind));
    }
    if (forward.keyValues() instanceof KeyValues.Refresh(String id, _, _)) {
      // What attention computes does not depend on whether a pattern is taken from it.
      Attention attention =
          forward.attention() instanceof Attention.DenseAndSelect
              ? new Attention.Dense()
              : forward.attention();
      Forward origin = forward.with(attention, forward.keyValues());
      made.add(artifact(id, origin, new KeyValuesArtifact(this, id, forward.keyValueBytes())));
    }
    return made;
  }

  /** Returns an artifact; a new one takes the place of the one of its type. */
  private RequestArtifact artifact(String id, Forward origin, ArtifactKind kind) {
    RequestArtifact known = artifacts.get(id);
    if (known != null) {
      return known;
    }
    artifacts.values().stream()
        .filter(old -> old.type() == kind.type())
        .forEach(RequestArtifact::close);
    artifacts.values().removeIf(old -> old.type() == kind.type());
    RequestArtifact made = new RequestArtifact(id, origin, kind);
    artifacts.put(id, made);
    return made;
  }
}
