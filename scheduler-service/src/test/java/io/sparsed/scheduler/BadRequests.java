package io.sparsed.scheduler;

import io.sparsed.v1.ChatMessage;
import io.sparsed.v1.ChatPrompt;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.ResponseOptions;
import io.sparsed.v1.ResumePrompt;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.StepCommits;
import io.sparsed.v1.TemplatePart;
import io.sparsed.v1.TemplatePrompt;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.v1.Unmasking;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Lists requests with every kind of invalid field. */
final class BadRequests {

  /** The id of a LLaDA model without tokenizer, with canvases of up to 4096 tokens. */
  static final String LLADA = "llada";

  /** The id of a Dream model without tokenizer. */
  static final String DREAM = "dream";

  /** The id of a LLaDA model with a tokenizer, without chat template. */
  static final String TEXT = "llada-text";

  /** The id of a LLaDA model whose chat template refuses system messages. */
  static final String CHAT = "llada-chat";

  /** The id of a LLaDA model whose chat template cannot be rendered. */
  static final String BROKEN = "llada-broken";

  /**
   * A BadRequest is a request with one invalid field.
   *
   * @param input description of the invalid field, as docs/requests.md has it
   * @param request request with that field
   */
  record BadRequest(String input, GenerateRequest request) {
    @Override
    public String toString() {
      return input;
    }
  }

  private BadRequests() {}

  static List<BadRequest> all() {
    return List.of(
        bad("no `model` where several are served", tokens("", 1)),
        bad("unknown `model`", tokens("gpt", 1)),
        bad("no prompt", GenerateRequest.newBuilder().setModel(LLADA)),
        bad("empty `text`", GenerateRequest.newBuilder().setModel(TEXT).setText("")),
        bad("`text` for a model without tokenizer", text(LLADA, "hello")),
        bad("mask token in `text`", text(TEXT, "w1 " + TextCheckpoint.MASK)),
        bad("`chat` without messages", chat(CHAT)),
        bad("`chat` of empty messages", chat(CHAT, "user", "", "assistant", "")),
        bad("`chat` with an unknown role", chat(CHAT, "user", "w1", "critic", "w2")),
        bad("`tool` where the chat template has no such messages", chat(CHAT, "tool", "w1")),
        tools("`tools` where the chat template has none", "{}"),
        bad("`chat` for a model without tokenizer", chat(LLADA, "user", "w1")),
        bad("`chat` for a model without chat template", chat(TEXT, "user", "w1")),
        bad("`chat` for a model whose chat template is broken", chat(BROKEN, "user", "w1")),
        bad("`chat` that the template refuses", chat(CHAT, "system", "w1")),
        bad("`text` longer than any that fits", text(TEXT, "w1 ".repeat(30_000))),
        bad("`text` of too many tokens", text(TEXT, "w1 ".repeat(10_000))),
        bad("`chat` longer than any that fits", chat(CHAT, "user", "w1 ".repeat(30_000))),
        bad(
            "`chat` of too many messages",
            chat(CHAT, Collections.nCopies(2 * 3969, "user").toArray(String[]::new))),
        bad("no token ids", tokens(LLADA)),
        bad("token id outside the vocabulary", tokens(LLADA, 1, 512)),
        bad("token id of 2^31 or more", tokens(LLADA, -1)),
        bad("mask token among the token ids", tokens(LLADA, 1, 2, 500)),
        bad("`template` without parts", template(TEXT)),
        bad("`template` with an empty part", template(TEXT, text("w1"), slots(0))),
        bad("`template` of too many slots", template(TEXT, slots(-1))),
        bad("`template` of too many slots in all", template(TEXT, slots(2000), slots(2000))),
        bad("`template` for a model without tokenizer", template(LLADA, text("w1"), slots(2))),
        bad("mask token in a text of a `template`", template(TEXT, text(TextCheckpoint.MASK))),
        bad("`template` that begins with an empty text and has no other", template(TEXT, text(""))),
        resume(
            "resumed slot that is none",
            resume -> resume.addSteps(commits().addSlotPositions(0).addSlotTokenIds(7))),
        bad(
            "prompt too long for the canvas",
            tokens(LLADA, Collections.nCopies(4000, 1).toArray(Integer[]::new))),
        diffusion("`gen_length` 0", LLADA, options -> options.setGenLength(0)),
        diffusion("`gen_length` above the canvas", LLADA, options -> options.setGenLength(4096)),
        diffusion("`gen_length` of 2^31 or more", LLADA, options -> options.setGenLength(-1)),
        diffusion("`steps` 0", LLADA, options -> options.setSteps(0)),
        diffusion("`steps` above 65536", DREAM, options -> options.setSteps(65_537)),
        diffusion(
            "`steps` not a multiple of the generation blocks",
            LLADA,
            options -> options.setGenLength(64).setBlockLength(16).setSteps(30)),
        diffusion("`block_length` 0", LLADA, options -> options.setBlockLength(0)),
        diffusion(
            "`block_length` that does not divide `gen_length`",
            LLADA,
            options -> options.setGenLength(64).setBlockLength(24)),
        diffusion("`max_gen_length` 0", LLADA, options -> options.setMaxGenLength(0)),
        diffusion(
            "`max_gen_length` above the canvas", DREAM, options -> options.setMaxGenLength(4096)),
        diffusion(
            "`max_gen_length` beside `gen_length`",
            LLADA,
            options -> options.setMaxGenLength(64).setGenLength(64)),
        diffusion(
            "`block_length` that does not divide `max_gen_length`",
            DREAM,
            options -> options.setMaxGenLength(100)),
        diffusion("`block_length` on Dream", DREAM, options -> options.setBlockLength(32)),
        diffusion(
            "Dream's `unmasking` on LLaDA",
            LLADA,
            options -> options.setUnmasking(Unmasking.UNMASKING_ENTROPY)),
        diffusion(
            "LLaDA's `unmasking` on Dream",
            DREAM,
            options -> options.setUnmasking(Unmasking.UNMASKING_LOW_CONFIDENCE)),
        diffusion("unknown `unmasking`", LLADA, options -> options.setUnmaskingValue(99)),
        diffusion("negative `temperature`", LLADA, options -> options.setTemperature(-0.1)),
        diffusion("`temperature` close to 0", LLADA, options -> options.setTemperature(1e-40)),
        diffusion("`temperature` above 100", DREAM, options -> options.setTemperature(1e308)),
        diffusion("`temperature` NaN", DREAM, options -> options.setTemperature(Double.NaN)),
        diffusion(
            "infinite `temperature`",
            DREAM,
            options -> options.setTemperature(Double.POSITIVE_INFINITY)),
        diffusion("`top_p` 0", DREAM, options -> options.setTopP(0)),
        diffusion("`top_p` above 1", DREAM, options -> options.setTopP(1.01)),
        diffusion("`top_p` NaN", DREAM, options -> options.setTopP(Double.NaN)),
        diffusion("`top_p` on LLaDA", LLADA, options -> options.setTopP(0.9)),
        diffusion("`top_k` of 2^31 or more", DREAM, options -> options.setTopK(-1)),
        diffusion("`top_k` on LLaDA", LLADA, options -> options.setTopK(5)),
        diffusion("negative `alg_temp`", DREAM, options -> options.setAlgTemp(-1)),
        diffusion("`alg_temp` close to 0", DREAM, options -> options.setAlgTemp(1e-310)),
        diffusion("`alg_temp` above 100", DREAM, options -> options.setAlgTemp(101)),
        diffusion("`alg_temp` on LLaDA", LLADA, options -> options.setAlgTemp(0.5)),
        diffusion("`eps` 0", DREAM, options -> options.setEps(0)),
        diffusion("`eps` 1", DREAM, options -> options.setEps(1)),
        diffusion("`eps` on LLaDA", LLADA, options -> options.setEps(0.001)),
        diffusion("negative `cfg_scale`", LLADA, options -> options.setCfgScale(-1)),
        diffusion("`cfg_scale` above 100", LLADA, options -> options.setCfgScale(1e308)),
        diffusion("`cfg_scale` NaN", LLADA, options -> options.setCfgScale(Double.NaN)),
        diffusion("`cfg_scale` on Dream", DREAM, options -> options.setCfgScale(1)),
        sparse("negative `skip`", options -> options.setSkip(-0.1)),
        sparse("`skip` above 1", options -> options.setSkip(1.1)),
        sparse("`skip` NaN", options -> options.setSkip(Double.NaN)),
        sparse("`select` 0", options -> options.setSelect(0)),
        sparse("`select` above 1", options -> options.setSelect(1.1)),
        sparse("`select` NaN", options -> options.setSelect(Double.NaN)),
        sparse("`block_size` not a power of two", options -> options.setBlockSize(96)),
        sparse("`block_size` below 16", options -> options.setBlockSize(8)),
        sparse("`block_size` above 256", options -> options.setBlockSize(512)),
        sparse("unknown `score_scale`", options -> options.setScoreScaleValue(99)),
        sparse("unknown `pattern_rule`", options -> options.setPatternRuleValue(99)),
        bad(
            "`canvas_history` of too many tokens",
            tokens(LLADA, 1)
                .setDiffusion(
                    DiffusionOptions.newBuilder()
                        .setGenLength(1024)
                        .setBlockLength(1024)
                        .setSteps(1025))
                .setResponse(ResponseOptions.newBuilder().setCanvasHistory(true))),
        heads("`pattern_heads` outside the model", 0, 4),
        heads("a head twice in `pattern_heads`", 1, 2, 1, 2),
        resume("`resume` without prompt", resume -> resume.clearPromptTokenIds()),
        resume("mask token in a resumed prompt", resume -> resume.setPromptTokenIds(0, 500)),
        resume("`resume` of another checkpoint", resume -> resume.setFingerprint("other")),
        bad("`resume` without seed", resumed(resume -> {}).clearDiffusion()),
        resume(
            "`resume` of more steps than there are",
            resume ->
                resume.addAllSteps(Collections.nCopies(129, StepCommits.getDefaultInstance()))),
        resume(
            "resumed step without its tokens",
            resume -> resume.addSteps(commits().addPositions(0))),
        resume(
            "resumed step that commits too many",
            resume -> resume.addSteps(commits(1, 7).addPositions(2).addTokenIds(7))),
        resume("resumed step outside its block", resume -> resume.addSteps(commits(32, 7))),
        resume("resumed step before the generation", resume -> resume.addSteps(commits(-1, 7))),
        resume(
            "resumed step that commits again",
            resume -> resume.addSteps(commits(1, 7)).addSteps(commits(1, 8))),
        resume("resumed step with an unknown token", resume -> resume.addSteps(commits(1, 512))),
        bad("unknown `preset`", tokens(LLADA, 1).setPresetValue(99)),
        bad("unknown `priority`", tokens(LLADA, 1).setPriorityValue(99)),
        bad("`request_id` too long", tokens(LLADA, 1).setRequestId("x".repeat(129))),
        bad("control character in `request_id`", tokens(LLADA, 1).setRequestId("a\nERROR forged")));
  }

  static GenerateRequest.Builder tokens(String model, Integer... ids) {
    return GenerateRequest.newBuilder()
        .setModel(model)
        .setTokens(TokenPrompt.newBuilder().addAllTokenIds(Arrays.asList(ids)));
  }

  private static GenerateRequest.Builder text(String model, String text) {
    return GenerateRequest.newBuilder().setModel(model).setText(text);
  }

  private static BadRequest tools(String input, String tool) {
    GenerateRequest.Builder request = chat(CHAT, "user", "w1");
    request.getChatBuilder().addTools(tool);
    return bad(input, request);
  }

  private static GenerateRequest.Builder template(String model, TemplatePart... parts) {
    return GenerateRequest.newBuilder()
        .setModel(model)
        .setTemplate(TemplatePrompt.newBuilder().addAllParts(Arrays.asList(parts)));
  }

  private static TemplatePart text(String text) {
    return TemplatePart.newBuilder().setText(text).build();
  }

  private static TemplatePart slots(int count) {
    return TemplatePart.newBuilder().setSlots(count).build();
  }

  private static GenerateRequest.Builder chat(String model, String... rolesAndContents) {
    ChatPrompt.Builder chat = ChatPrompt.newBuilder();
    for (int i = 0; i < rolesAndContents.length; i += 2) {
      chat.addMessages(
          ChatMessage.newBuilder()
              .setRole(rolesAndContents[i])
              .setContent(rolesAndContents[i + 1]));
    }
    return GenerateRequest.newBuilder().setModel(model).setChat(chat);
  }

  private static BadRequest diffusion(
      String input, String model, Consumer<DiffusionOptions.Builder> change) {
    GenerateRequest.Builder request = tokens(model, 1);
    change.accept(request.getDiffusionBuilder());
    return bad(input, request);
  }

  private static BadRequest sparse(String input, Consumer<SparseOptions.Builder> change) {
    GenerateRequest.Builder request = tokens(LLADA, 1);
    change.accept(request.getSparseBuilder());
    return bad(input, request);
  }

  private static BadRequest heads(String input, int... layersAndHeads) {
    GenerateRequest.Builder request = tokens(LLADA, 1);
    for (int i = 0; i < layersAndHeads.length; i += 2) {
      request
          .getResponseBuilder()
          .addPatternHeadsBuilder()
          .setLayer(layersAndHeads[i])
          .setHead(layersAndHeads[i + 1]);
    }
    return bad(input, request);
  }

  private static BadRequest resume(String input, Consumer<ResumePrompt.Builder> change) {
    return bad(input, resumed(change));
  }

  private static GenerateRequest.Builder resumed(Consumer<ResumePrompt.Builder> change) {
    GenerateRequest.Builder request = GenerateRequest.newBuilder().setModel(LLADA);
    request.getDiffusionBuilder().setSeed(1);
    change.accept(request.getResumeBuilder().addPromptTokenIds(1));
    return request;
  }

  private static StepCommits.Builder commits(Integer... positionAndToken) {
    StepCommits.Builder commits = StepCommits.newBuilder();
    if (positionAndToken.length > 0) {
      commits.addPositions(positionAndToken[0]).addTokenIds(positionAndToken[1]);
    }
    return commits;
  }

  private static BadRequest bad(String input, GenerateRequest.Builder request) {
    return new BadRequest(input, request.build());
  }
}
