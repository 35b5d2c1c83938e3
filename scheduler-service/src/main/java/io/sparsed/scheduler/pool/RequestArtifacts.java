package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.pattern.PatternCache;
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
  private final Map<String, RequestArtifact> artifacts = new HashMap<>();

  RequestArtifacts(PatternCache patterns) {
    this.patterns = patterns;
  }

  /** Returns the artifacts that a forward needs. */
  List<RequestArtifact> neededBy(Forward forward) {
    return forward.attention() instanceof Attention.Sparse(Attention.Taken(String id), _)
        ? Optional.ofNullable(artifacts.get(id)).stream().toList()
        : List.of();
  }

  /** Runs a forward on a worker, which is first given the artifacts that it lacks. */
  ForwardResult run(Worker worker, Forward forward) {
    List<RequestArtifact> needed = neededBy(forward);
    needed.forEach(each -> each.checkTrust(worker));
    needed.stream().filter(each -> !each.isAt(worker)).forEach(each -> give(each, worker));
    Optional<RequestArtifact> made = madeBy(forward);
    made.ifPresent(artifact -> artifact.isBeingMadeAt(worker));
    ForwardResult result = runWithNeeded(worker, forward, needed);
    made.ifPresent(artifact -> artifact.wasMadeAt(worker, result));
    return result;
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
        if (needed.isEmpty()) {
          throw new WorkerException(
              WorkerException.Kind.FAULT, worker.address() + " lacks what is not needed", e);
        }
        needed.forEach(artifact -> artifact.isMissingAt(worker));
        if (restores == MAX_RESTORES) {
          throw e;
        }
        needed.forEach(artifact -> give(artifact, worker));
      }
    }
  }

  private void give(RequestArtifact artifact, Worker worker) {
    if (artifact.send(worker)) {
      log.debug("an artifact was sent to {}", worker.address());
    } else {
      log.info("an artifact is lost: {} runs its origin again", worker.address());
      run(worker, artifact.origin());
    }
  }

  /** Returns the artifact that a forward makes; a known id means that its origin is repeated. */
  private Optional<RequestArtifact> madeBy(Forward forward) {
    return forward.attention()
            instanceof Attention.DenseAndSelect(String id, Attention.Selection selection)
        ? Optional.of(
            artifacts.computeIfAbsent(
                id,
                _ ->
                    new RequestArtifact(
                        id,
                        forward,
                        new PatternArtifact(id, forward.patternSpec(selection), patterns))))
        : Optional.empty();
  }
}
