package io.sparsed.worker.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A HuggingFaceCache finds models that Hugging Face's tools have fetched, by their names. It reads
 * the cache only.
 *
 * @param hub folder that has a folder for each model
 */
public record HuggingFaceCache(Path hub) {
  private static final String NAME = "[A-Za-z0-9][\\w.-]{0,95}";
  private static final Pattern MODEL = Pattern.compile(NAME + "/" + NAME);
  private static final Pattern SNAPSHOT =
      Pattern.compile("models--" + NAME + "--(" + NAME + ")/snapshots/[^/]+");
  private static final int MAX_REVISION_BYTES = 100;

  /** Returns the cache that the variables of Hugging Face's tools name, or the default one. */
  public static HuggingFaceCache of(Map<String, String> environment) {
    var caches =
        variable(environment, "XDG_CACHE_HOME")
            .orElse(Path.of(System.getProperty("user.home"), ".cache"));
    var home = variable(environment, "HF_HOME").orElse(caches.resolve("huggingface"));
    return new HuggingFaceCache(variable(environment, "HF_HUB_CACHE").orElse(home.resolve("hub")));
  }

  private static Optional<Path> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(path -> !path.isBlank()).map(Path::of);
  }

  /**
   * Returns the folder of a model: the snapshot of its main revision, or {@code named} itself if
   * that is there or the cache has no such model.
   *
   * @param named folder, or a model's name such as {@code org/name}
   * @throws CheckpointException if the cache has the model, but no such snapshot
   */
  public Path folder(Path named) {
    var cached = hub.resolve("models--" + named.toString().replace("/", "--"));
    if (Files.exists(named) || !isName(named) || !Files.isDirectory(cached)) {
      return named;
    }
    return revision(cached.resolve("refs").resolve("main"))
        .map(cached.resolve("snapshots")::resolve)
        .filter(Files::isDirectory)
        .orElseThrow(
            () ->
                new CheckpointException(
                    "%s: the cache %s has no snapshot of its main revision; fetch it: hf download %s"
                        .formatted(named, cached, named)));
  }

  /** Returns the sentence that tells where a checkpoint was looked for in vain. */
  String missing(Path named) {
    return isName(named) && !Files.exists(named)
        ? "%s: no such folder, and no such model in the cache %s; give a folder with its config.json, or fetch it: hf download %s"
            .formatted(named, hub, named)
        : named + ": no config.json; give a folder as Hugging Face publishes it";
  }

  private static boolean isName(Path named) {
    return MODEL.matcher(named.toString()).matches();
  }

  private static Optional<String> revision(Path file) {
    try (var in = Files.newInputStream(file)) {
      var text = new String(in.readNBytes(MAX_REVISION_BYTES), StandardCharsets.UTF_8).strip();
      return Optional.of(text).filter(revision -> revision.matches("\\w[\\w-]*"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the name of the model that a folder holds: that of the folder, but of a snapshot of the
   * cache that of its model; empty for a folder without name.
   */
  public static Optional<String> modelName(Path folder) {
    var path = folder.toAbsolutePath().normalize();
    int count = path.getNameCount();
    if (count == 0) {
      return Optional.empty();
    }
    var tail = SNAPSHOT.matcher(path.subpath(Math.max(0, count - 3), count).toString());
    return Optional.of(tail.matches() ? tail.group(1) : path.getName(count - 1).toString());
  }
}
