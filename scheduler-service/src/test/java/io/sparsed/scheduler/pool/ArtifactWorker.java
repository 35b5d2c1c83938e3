package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternAssembler;
import io.sparsed.scheduler.pattern.PatternShape;
import io.sparsed.scheduler.pattern.PatternSpec;
import io.sparsed.scheduler.pattern.SomePattern;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An ArtifactWorker is a worker in memory that makes, takes and loses patterns and records calls.
 */
final class ArtifactWorker implements Worker {

  private final String address;
  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final List<String> dropped = new CopyOnWriteArrayList<>();
  private @Nullable PatternShape made;
  private @Nullable WorkerException brokenCopy;
  private final List<WorkerException.Kind> blamed = new CopyOnWriteArrayList<>();
  private final KeyValuesRoom keyValuesRoom = new KeyValuesRoom();
  private int losses;

  ArtifactWorker(String address) {
    this.address = address;
  }

  /** Makes the next forwards that use the pattern fail because it is missing. */
  void losesNext(int forwards) {
    losses = forwards;
  }

  /** Makes origins leave a pattern of this shape, whatever they ask for. */
  void makes(PatternShape shape) {
    made = shape;
  }

  /** Makes every later request for a copy fail. */
  void failsToCopy(WorkerException failure) {
    brokenCopy = failure;
  }

  List<WorkerException.Kind> blamed() {
    return List.copyOf(blamed);
  }

  List<String> ran() {
    return List.copyOf(ran);
  }

  List<String> dropped() {
    return List.copyOf(dropped);
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public ForwardResult forward(Forward forward) {
    if (forward.attention() instanceof Attention.DenseAndSelect select) {
      ran.add("make");
      PatternShape shape = forward.patternSpec(select.selection()).shape();
      return result(Optional.of(made == null ? shape : made));
    }
    if (losses > 0) {
      losses--;
      ran.add("missing");
      throw new ArtifactMissingException(ArtifactType.PATTERN, "missing", null);
    }
    ran.add("use");
    return result(Optional.empty());
  }

  @Override
  public Pattern getPattern(String id, PatternSpec expected) {
    if (brokenCopy != null) {
      throw brokenCopy;
    }
    PatternAssembler assembler = new PatternAssembler(id, expected);
    assembler.header(id, expected.shape());
    assembler.words(ByteBuffer.wrap(SomePattern.words(expected)));
    return assembler.finish();
  }

  @Override
  public void blame(WorkerException failure) {
    blamed.add(failure.kind());
  }

  @Override
  public void putPattern(Pattern pattern) {
    ran.add("put");
  }

  @Override
  public KeyValuesRoom keyValuesRoom() {
    return keyValuesRoom;
  }

  @Override
  public void dropArtifact(String id) {
    dropped.add(id);
  }

  @Override
  public Map<String, byte[]> tokenizerFiles() {
    return Map.of();
  }

  private static ForwardResult result(Optional<PatternShape> pattern) {
    return new ForwardResult(List.of(), pattern, Duration.ZERO, 1);
  }
}
