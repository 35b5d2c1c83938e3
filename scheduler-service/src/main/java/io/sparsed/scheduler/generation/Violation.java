package io.sparsed.scheduler.generation;

/**
 * A Violation is one invalid field of a request.
 *
 * @param field path of the field in the request, "diffusion.gen_length" for example
 * @param description sentence that says what the client should do
 */
public record Violation(String field, String description) {}
