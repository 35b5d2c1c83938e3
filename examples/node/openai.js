// Streams an answer with OpenAI's client for Node, and counts the steps: node openai.js BASE_URL QUESTION
import OpenAI from "openai";

const [baseURL, question] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "any" });
const stream = await client.chat.completions.create({
  model: "demo",
  messages: [{ role: "user", content: question }],
  max_completion_tokens: 32,
  stream: true,
  preset: "fast",
  denoise_events: true,
});
let steps = 0;
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
  if (chunk.type === "step") steps++;
}
console.log(`\n${steps} steps`);
