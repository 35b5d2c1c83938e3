package io.sparsed.standalone.failure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.CancelledException;
import io.sparsed.client.InvalidRequestException;
import io.sparsed.client.InvalidRequestException.Violation;
import io.sparsed.client.ModelNotFoundException;
import io.sparsed.client.SparseDException;
import java.util.List;
import java.util.Objects;

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
      default -> new Failure("UNKNOWN", "FAILED", text(problem), List.of(), ExitCode.FAILED);
    };
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

  /** Returns the message, or a line for each violation instead if there are any. */
  public String toText() {
    StringBuilder lines =
        new StringBuilder("sparsed: ").append(violations.isEmpty() ? message : "invalid request");
    for (Violation violation : violations) {
      lines
          .append(System.lineSeparator())
          .append("  ")
          .append(violation.field())
          .append(": ")
          .append(violation.description());
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
