package io.sparsed.scheduler.generation;

/**
 * One thing that is wrong with a request.
 *
 * @param field path in the request, "diffusion.gen_length" for example
 * @param description a sentence that says what to do
 */
public record Violation(String field, String description) {}
