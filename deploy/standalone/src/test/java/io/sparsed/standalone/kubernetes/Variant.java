package io.sparsed.standalone.kubernetes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** A Variant is a part of {@code deploy/k8s} that an operator may apply, rendered once. */
enum Variant {
  BASE("base"),
  CPU("overlays/cpu"),
  GPU("overlays/gpu"),
  CPU_WITH_MODEL("overlays/cpu", "components/model"),
  GPU_WITH_TLS("overlays/gpu", "components/tls"),
  CPU_WITH_TOKENS("overlays/cpu", "components/tokens");

  private static final Map<Variant, Manifests> RENDERED = new EnumMap<>(Variant.class);

  private final String folder;
  private final String component;

  Variant(String folder) {
    this(folder, "");
  }

  Variant(String folder, String component) {
    this.folder = folder;
    this.component = component;
  }

  /** Skips the tests of a class where nothing can be rendered. */
  static void needKubectl() {
    boolean isThere =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    assumeTrue(isThere, "no kubectl to render the manifests with");
  }

  Manifests manifests() {
    synchronized (RENDERED) {
      return RENDERED.computeIfAbsent(this, Variant::render);
    }
  }

  private Manifests render() {
    try {
      Path overlay = Files.createDirectories(Path.of("target", "kubernetes", name()));
      Files.writeString(
          overlay.resolve("kustomization.yaml"),
          "resources: [%s]\n".formatted(from(overlay, folder))
              + (component.isEmpty()
                  ? ""
                  : "components: [%s]\n".formatted(from(overlay, component))));
      return Manifests.render(overlay);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path from(Path overlay, String name) {
    return overlay.relativize(Path.of("..", "k8s", name));
  }
}
