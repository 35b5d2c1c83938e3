package io.sparsed.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests models that are named instead of their folders. */
class HuggingFaceCacheTest {
  private static final Path NAME = Path.of("GSAI-ML/LLaDA-1.5");
  private static final String REVISION = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path home;
  private HuggingFaceCache cache;
  private Path cached;

  @BeforeEach
  void emptyCache() {
    cache = HuggingFaceCache.of(Map.of("HF_HOME", home.toString()));
    cached = home.resolve("hub").resolve("models--GSAI-ML--LLaDA-1.5");
  }

  @Test
  void folder_fetchedModel_isTheSnapshotOfLinksAndLoads() throws IOException {
    fetch();

    Path folder = cache.folder(NAME);

    assertThat(folder).isEqualTo(cached.resolve("snapshots").resolve(REVISION));
    assertThat(WorkerConfig.of(folder).modelId()).isEqualTo("LLaDA-1.5");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.spec().architecture().id()).isEqualTo("LLaDAModelLM");
    }
    Files.delete(folder.resolve("model.safetensors"));
    Files.createSymbolicLink(folder.resolve("model.safetensors"), Path.of("../../blobs/gone"));
    assertThatThrownBy(() -> Checkpoint.open(folder)).hasMessageContaining("model.safetensors");
  }

  @Test
  void folder_noSnapshotOfMain_saysWhatToDo() throws IOException {
    fetch();
    Path main = cached.resolve("refs").resolve("main");
    for (String revision : new String[] {"another", "", "../../..", "x".repeat(200)}) {
      Files.writeString(main, revision);
      assertThatThrownBy(() -> cache.folder(NAME))
          .as(revision)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("no snapshot of its main revision")
          .hasMessageContaining("hf download " + NAME);
    }
    Files.delete(main);
    assertThatThrownBy(() -> cache.folder(NAME)).hasMessageContaining("no snapshot");
  }

  @Test
  void folder_notInTheCache_isLeftToTheReaderWhichNamesBothPlaces() {
    assertThat(cache.folder(NAME)).isEqualTo(NAME);
    assertThat(cache.missing(NAME))
        .contains("no such folder", home.resolve("hub").toString(), "hf download " + NAME);
    assertThatThrownBy(() -> Checkpoint.open(NAME)).hasMessageContaining("hf download " + NAME);
  }

  @Test
  void folder_thatIsThere_goesBeforeTheCache() throws IOException {
    fetch();
    assertThat(cache.folder(home)).isEqualTo(home);
    assertThat(HuggingFaceCache.modelName(home.resolve("a"))).hasValue("a");
    assertThat(HuggingFaceCache.modelName(Path.of("/"))).isEmpty();
  }

  @Test
  void of_variables_theNearestCounts() {
    assertThat(hub(Map.of("HF_HOME", "a", "HF_HUB_CACHE", "b"))).isEqualTo(Path.of("b"));
    assertThat(hub(Map.of("HF_HOME", "", "XDG_CACHE_HOME", "c")))
        .isEqualTo(Path.of("c", "huggingface", "hub"));
    assertThat(hub(Map.of())).endsWithRaw(Path.of(".cache", "huggingface", "hub"));
  }

  private static Path hub(Map<String, String> environment) {
    return HuggingFaceCache.of(environment).hub();
  }

  /** Puts a model into the cache as it is fetched: a snapshot of links to blobs. */
  private void fetch() throws IOException {
    Path blobs = Files.createDirectories(cached.resolve("blobs"));
    Path snapshot = Files.createDirectories(cached.resolve("snapshots").resolve(REVISION));
    Files.createDirectories(cached.resolve("refs"));
    Files.writeString(cached.resolve("refs").resolve("main"), REVISION);
    Path checkpoint = Golden.checkpoint("llada-tiny", home);
    try (Stream<Path> files = Files.list(checkpoint)) {
      for (Path file : files.toList()) {
        Path blob = blobs.resolve("blob-of-" + file.getFileName());
        Files.move(file, blob);
        Files.createSymbolicLink(snapshot.resolve(file.getFileName()), snapshot.relativize(blob));
      }
    }
  }
}
