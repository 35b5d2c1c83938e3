// OpenAI's client for Node against a gateway: node client.js BASE_URL. Prints "ok NAME" for each thing that works.
import assert from "node:assert/strict";
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.argv[2], apiKey: "any", maxRetries: 0 });
const question = {
  model: "demo",
  messages: [{ role: "user", content: "What is the capital of Italy?" }],
  max_completion_tokens: 32,
};
const answer = "The capital of Italy is Rome.";
const long = { ...question, max_completion_tokens: 512, stop_at_eos: false, stream: true };

const tests = {
  async models() {
    assert.deepEqual((await client.models.list()).data.map((model) => model.id), ["demo"]);
  },
  async whole() {
    const completion = await client.chat.completions.create(question);
    assert.equal(completion.choices[0].message.content, answer);
    assert.equal(completion.choices[0].finish_reason, "stop");
    assert.ok(completion._request_id);
  },
  async streamed() {
    const stream = await client.chat.completions.create({
      ...question, stream: true, stream_options: { include_usage: true }, denoise_events: true, preset: "fast",
    });
    let text = "";
    let usage;
    let steps = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      usage = chunk.usage ?? usage;
      steps += chunk.type === "step" ? 1 : 0;
    }
    assert.equal(text, answer);
    assert.ok(usage.completion_tokens > 0);
    assert.ok(steps > 0);
  },
  async helper() {
    const runner = client.chat.completions.stream(question);
    assert.equal(await runner.finalContent(), answer);
  },
  async error() {
    await assert.rejects(
      client.chat.completions.create({ ...question, logit_bias: { 1: 5 } }),
      (error) => error instanceof OpenAI.BadRequestError && error.param === "logit_bias",
    );
  },
  async cancel() {
    const stream = await client.chat.completions.create(long);
    for await (const chunk of stream) {
      assert.equal(chunk.object, "chat.completion.chunk");
      break;
    }
    stream.controller.abort();
  },
};

for (const [name, test] of Object.entries(tests)) {
  await test();
  console.log(`ok ${name}`);
}
