package io.sparsed.scheduler.pool;

/** An ArtifactType names a kind of artifact, as workers tell them apart. */
public enum ArtifactType {
  /** A block-sparse attention pattern. */
  PATTERN,
  /** The keys and values of a refresh. */
  KEY_VALUES
}
