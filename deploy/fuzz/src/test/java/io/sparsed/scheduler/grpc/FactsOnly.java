package io.sparsed.scheduler.grpc;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.diffusion.PublishedOptions;
import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternSpec;
import io.sparsed.scheduler.pool.Forward;
import io.sparsed.scheduler.pool.ForwardResult;
import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.pool.WorkerConnection;
import io.sparsed.scheduler.pool.WorkerFacts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A FactsOnly is a worker that serves a model of its name's denoising rule and runs nothing.
 *
 * @param name a constant of {@link DenoisingRule}
 */
record FactsOnly(String name) implements WorkerConnection {
  private static final String TOKENIZER =
      """
      {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,
       "pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,
       "model":{"type":"WordLevel","vocab":{"a":0,"b":1,"?":2},"unk_token":"?"}}
      """;
  private static final String TEMPLATE =
      "{% for message in messages %}{{ message.role }} {{ message.content }}{% endfor %}";

  @Override
  public void watch(Consumer<Boolean> serving) {
    serving.accept(true);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new CancellationException();
    }
  }

  @Override
  public WorkerFacts describe() {
    return new WorkerFacts(
        new ModelFacts(
            name,
            "f",
            DenoisingRule.valueOf(name),
            true,
            2,
            2,
            8,
            1e6,
            1e3,
            64,
            100,
            4096,
            99,
            ImmutableIntArray.of(98),
            true,
            PublishedOptions.NONE),
        4096,
        1 << 20,
        "cpu");
  }

  @Override
  public Map<String, byte[]> tokenizerFiles(Duration silence) {
    return Map.of(
        "tokenizer.json", TOKENIZER.getBytes(StandardCharsets.UTF_8),
        "chat_template.jinja", TEMPLATE.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public ForwardResult forward(Forward forward, Duration limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Pattern getPattern(String id, PatternSpec expected, Duration limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void putPattern(Pattern pattern, Duration limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void dropArtifact(String id) {}

  @Override
  public void retire() {}

  @Override
  public void close() {}
}
