// Watches an answer over gRPC, without generated code: node ask.js HOST:PORT QUESTION
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const [target, question] = process.argv.slice(2);
const contract = loader.loadSync("sparsed/v1/generation_service.proto", {
  includeDirs: [fileURLToPath(new URL("../../proto/src/main/proto", import.meta.url))],
  enums: String,
  defaults: true,
});
const { GenerationService } = grpc.loadPackageDefinition(contract).sparsed.v1;
const client = new GenerationService(target, grpc.credentials.createInsecure());
const call = client.generate({
  chat: { messages: [{ role: "user", content: question }] },
  diffusion: { genLength: 32 },
  response: { textSnapshots: true, confidences: true },
}, { deadline: Date.now() + 60_000 });

call.on("data", ({ accepted, progress, finished }) => {
  if (accepted) console.log(`${accepted.model}: ${accepted.promptTokens} tokens of prompt`);
  if (progress) console.log(`step ${progress.step + 1}, ${progress.masked} masked: ${progress.text}`);
  if (finished) console.log(finished.text);
});
call.on("error", (problem) => {
  console.error(problem.details);
  process.exitCode = 1;
});
call.on("close", () => client.close());
