package io.sparsed.standalone.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** Provides the version that the build wrote into the jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "sparsed " + Objects.requireNonNullElse(version, "(not packaged)"),
      "Java " + Runtime.version()
    };
  }
}
