package io.sparsed.bench.quality.worker;

import io.sparsed.bench.quality.policy.Budget;
import io.sparsed.bench.quality.policy.FixedBlocks;
import io.sparsed.bench.quality.policy.Policy;
import io.sparsed.bench.quality.policy.SharedBlocks;
import io.sparsed.bench.wire.PatternTransfer;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.v1.SelectPattern;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;

/**
 * The rule of each policy.
 *
 * @param layers of the model
 * @param heads of a layer
 * @param blockSize tokens of a query or key block
 * @param seed of random blocks
 */
record Rules(int layers, int heads, int blockSize, long seed) {

  Rule of(Policy policy) {
    return switch (policy.kind()) {
      case DENSE, SPARSED -> (request, worker) -> worker.forward(request);
      case JOINT -> joint(policy);
      case EVERY_STEP -> everyStep(policy);
      case SHARED_HEADS -> sharedHeads(policy);
      case WINDOW, STREAMING, RANDOM ->
          policy.skip().isPresent() ? fixedAfterSkip(policy) : fixedFromFirstStep(policy);
    };
  }

  /**
   * Without a prompt every block is a generation block, and they compete with each other: the
   * worker uses the length of the prompt for nothing else, as there is no guidance here.
   */
  private Rule joint(Policy policy) {
    return (request, worker) ->
        switch (request.getAttention().getModeCase()) {
          case SELECT -> {
            SelectPattern select =
                request.getAttention().getSelect().toBuilder()
                    .setSelect(budget(policy, request).select())
                    .build();
            yield worker.forward(
                Rule.select(request, select).toBuilder().setPromptLength(0).build());
          }
          case DENSE, SPARSE, MODE_NOT_SET -> worker.forward(request);
        };
  }

  private Rule everyStep(Policy policy) {
    return (request, worker) ->
        switch (request.getAttention().getModeCase()) {
          case SPARSE -> {
            SelectPattern select =
                SelectPattern.newBuilder()
                    .setPatternId(request.getAttention().getSparse().getPatternId())
                    .setBlockSize(blockSize)
                    .setSelect(policy.select().orElseThrow())
                    .build();
            worker.forward(Rule.select(request, select));
            yield worker.forward(request);
          }
          case DENSE, SELECT, MODE_NOT_SET -> worker.forward(request);
        };
  }

  private Rule sharedHeads(Policy policy) {
    return (request, worker) ->
        switch (request.getAttention().getModeCase()) {
          case SELECT -> {
            ForwardResponse response = worker.forward(request);
            String id = request.getAttention().getSelect().getPatternId();
            worker.put(id, SharedBlocks.pattern(worker.pattern(id), budget(policy, request)));
            yield response;
          }
          case DENSE, SPARSE, MODE_NOT_SET -> worker.forward(request);
        };
  }

  /** The pattern takes the place of the one that the scheduler has the worker choose. */
  private Rule fixedAfterSkip(Policy policy) {
    return (request, worker) ->
        switch (request.getAttention().getModeCase()) {
          case SELECT -> {
            ForwardResponse response = worker.forward(Rule.dense(request));
            String id = request.getAttention().getSelect().getPatternId();
            Pattern pattern = fixed(policy, request);
            worker.put(id, pattern);
            yield withPattern(response, id, pattern);
          }
          case DENSE, SPARSE, MODE_NOT_SET -> worker.forward(request);
        };
  }

  /** The steps before the scheduler names a pattern get one of their own. */
  private Rule fixedFromFirstStep(Policy policy) {
    return (request, worker) ->
        switch (request.getAttention().getModeCase()) {
          case DENSE, MODE_NOT_SET -> {
            String id = request.getRequestId() + "/fixed";
            worker.put(id, fixed(policy, request));
            ForwardResponse response = worker.forward(Rule.sparse(request, id));
            worker.drop(id);
            yield response;
          }
          case SELECT -> {
            String id = request.getAttention().getSelect().getPatternId();
            Pattern pattern = fixed(policy, request);
            worker.put(id, pattern);
            yield withPattern(worker.forward(Rule.sparse(request, id)), id, pattern);
          }
          case SPARSE -> worker.forward(request);
        };
  }

  private Pattern fixed(Policy policy, ForwardRequest request) {
    PatternShape shape = new PatternShape(1, layers, heads, blockSize, request.getTokenIdsCount());
    return FixedBlocks.pattern(policy.kind(), shape, budget(policy, request), seed);
  }

  private Budget budget(Policy policy, ForwardRequest request) {
    return Budget.of(
        request.getTokenIdsCount(),
        request.getPromptLength(),
        blockSize,
        policy.select().orElseThrow());
  }

  private static ForwardResponse withPattern(ForwardResponse response, String id, Pattern pattern) {
    return response.toBuilder().setPattern(PatternTransfer.header(id, pattern.shape())).build();
  }
}
