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
 * The artifacts of one request: made by its forwards, needed by later ones, lost and made again.
 * Not thread-safe: owned by the request's thread.
 */
public final class RequestArtifacts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RequestArtifacts.class);

  /** A worker whose own store is under pressure may lose an artifact before its forward begins. */
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

  /** Runs a forward on a worker, which is first given what the forward needs and it lacks. */
  Forwarded run(Worker worker, Forward forward) {
    List<RequestArtifact> needed = neededBy(forward);
    needed.stream().filter(each -> !each.isAt(worker)).forEach(each -> bring(each, worker));
    Optional<RequestArtifact> made = madeBy(forward);
    made.ifPresent(artifact -> artifact.isBeingMadeAt(worker));
    Forwarded result = runWithNeeded(worker, forward, needed);
    made.ifPresent(artifact -> artifact.wasMadeAt(worker, result));
    return result;
  }

  /** Forgets every artifact here and on the workers. */
  @Override
  public void close() {
    artifacts.values().forEach(RequestArtifact::close);
  }

  private Forwarded runWithNeeded(Worker worker, Forward forward, List<RequestArtifact> needed) {
    for (int restores = 0; ; restores++) {
      try {
        return worker.forward(forward);
      } catch (ArtifactMissingException e) {
        needed.forEach(artifact -> artifact.isMissingAt(worker));
        if (restores == MAX_RESTORES) {
          throw e;
        }
        needed.forEach(artifact -> bring(artifact, worker));
      }
    }
  }

  private void bring(RequestArtifact artifact, Worker worker) {
    if (artifact.send(worker)) {
      log.debug("an artifact was sent to {}", worker.address());
    } else {
      log.info("an artifact is lost: {} runs its origin again", worker.address());
      run(worker, artifact.origin());
    }
  }

  /** The same id again is the same origin: a forward that is repeated, or run again. */
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
                        new PatternArtifact(
                            id, forward.patternShape(selection.blockSize()), patterns))))
        : Optional.empty();
  }
}
