package io.sparsed.standalone.failure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.CancelledException;
import io.sparsed.client.InvalidRequestException;
import io.sparsed.client.InvalidRequestException.Violation;
import io.sparsed.client.ModelNotFoundException;
import io.sparsed.client.SparseDException;
import io.sparsed.standalone.terminal.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A Failure tells why a command, or a request of a batch, failed.
 *
 * @param code name of the gRPC status
 * @param reason machine-readable reason in UPPER_SNAKE_CASE
 * @param message sentence for people
 * @param violations fields that must be changed in the request
 * @param exitCode exit code of the process
 */
public record Failure(
    String code, String reason, String message, List<Violation> violations, int exitCode) {
  public Failure {
    violations = List.copyOf(violations);
  }

  /** Returns the failure of a wrong command. */
  public static Failure usage(String message) {
    return new Failure("INVALID_ARGUMENT", "USAGE", message, List.of(), ExitCode.USAGE);
  }

  /** Returns the failure that an exception reports. */
  public static Failure of(Throwable problem) {
    return switch (problem) {
      case CancelledException e ->
          new Failure(e.status(), e.reason(), "interrupted", List.of(), ExitCode.INTERRUPTED);
      case SparseDException e ->
          new Failure(e.status(), e.reason(), text(e), violations(e), exitCode(e));
      case UsageException e -> usage(text(e));
      case UncheckedIOException e -> failed(wordsOf(e));
      case IOException e -> failed(wordsOf(e));
      default -> failed(text(problem));
    };
  }

  private static Failure failed(String message) {
    return new Failure("UNKNOWN", "FAILED", message, List.of(), ExitCode.FAILED);
  }

  private static String wordsOf(UncheckedIOException problem) {
    IOException cause = Objects.requireNonNull(problem.getCause());
    // Without a message of its own, it has that of its cause.
    return text(problem).equals(cause.toString())
        ? wordsOf(cause)
        : text(problem) + ": " + FileProblem.reason(cause);
  }

  private static String wordsOf(IOException problem) {
    String address =
        text(problem).replaceFirst("Failed to bind to address /?", "").replace("/<unresolved>", "");
    if (problem.getCause() instanceof UnresolvedAddressException) {
      return "cannot listen on %s: no such host; give an address of this machine"
          .formatted(address);
    }
    if (problem.getCause() instanceof SocketException cause) {
      String advice =
          text(cause).startsWith("Cannot assign") ? "an address of this machine" : "another port";
      return "cannot listen on %s: %s; give %s".formatted(address, text(cause), advice);
    }
    return problem instanceof FileSystemException file && file.getFile() != null
        ? "cannot use " + file.getFile() + ": " + FileProblem.reason(problem)
        : text(problem);
  }

  private static int exitCode(SparseDException problem) {
    return switch (problem) {
      case InvalidRequestException _, ModelNotFoundException _ -> ExitCode.USAGE;
      default -> ExitCode.FAILED;
    };
  }

  private static List<Violation> violations(SparseDException problem) {
    return problem instanceof InvalidRequestException invalid ? invalid.violations() : List.of();
  }

  private static String text(Throwable problem) {
    return Objects.requireNonNullElse(problem.getMessage(), problem.getClass().getSimpleName());
  }

  /**
   * Returns the message, or a line for each violation instead if there are any.
   *
   * @param names returns how a field was typed: a flag and the field, or the field alone
   */
  public String toText(UnaryOperator<String> names) {
    StringBuilder lines =
        new StringBuilder("sparsed: ")
            .append(violations.isEmpty() ? Printable.line(message) : "invalid request");
    for (Violation violation : violations) {
      String line = names.apply(violation.field()) + ": " + violation.description();
      lines.append(System.lineSeparator()).append("  ").append(Printable.line(line));
    }
    return lines.toString();
  }

  /**
   * Returns {@code {"error": {"code", "reason", "message", "violations": [{"field",
   * "description"}]}}}.
   */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode error = json.putObject("error");
    error.put("code", code).put("reason", reason).put("message", message);
    ArrayNode all = error.putArray("violations");
    for (Violation violation : violations) {
      all.addObject().put("field", violation.field()).put("description", violation.description());
    }
    return json;
  }
}
