// The page: a conversation beside the canvases of its answers.

import { Run } from "./run.js";
import { ask, headersOf } from "./stream.js";

const PAUSE_MS = 1500;
const $ = (id) => document.getElementById(id);

const template = $("run");
const first = new Run(template, "Canvas", "exact");
const second = new Run(template, "Canvas B", "fast");
const messages = [];
let model = null;
let running = null;

function say(text) {
  $("status").textContent = text;
}

function showProblem(text) {
  $("problem").textContent = text;
  $("problem").hidden = !text;
}

function addMessage(role, text) {
  const item = document.createElement("li");
  item.className = role;
  const author = document.createElement("span");
  author.className = "unseen";
  author.textContent = role === "user" ? "You: " : "Model: ";
  const content = document.createElement("span");
  content.className = "content";
  content.textContent = text;
  item.append(author, content);
  $("log").append(item);
  item.scrollIntoView({ block: "nearest" });
  return item;
}

/** Returns the request with the settings, whose ids are the names of their fields. */
function request() {
  const body = { model: model.id, messages };
  for (const setting of $("settings").querySelectorAll("input, select")) {
    if (setting.value === "" || setting === $("token") || setting.closest("[hidden]")) continue;
    const isText = setting.type === "text" || isNaN(setting.value);
    const [field, part] = setting.id.split(".");
    const value = isText ? setting.value : Number(setting.value);
    if (part) body[field] = { ...body[field], [part]: value };
    else body[field] = value;
  }
  if (body.max_gen_length) delete body.max_tokens;
  return body;
}

/** Offers the settings that a model has. */
function offer({ family, unmaskings, ...shape }) {
  for (const setting of $("settings").querySelectorAll("[data-family]")) {
    setting.hidden = setting.dataset.family !== family;
  }
  const options = unmaskings.map((name) => new Option(name.replaceAll("_", " "), name));
  $("unmasking").replaceChildren($("unmasking").options[0], ...options);
  for (const run of [first, second]) run.pattern.offer(shape);
}

async function send(text) {
  showProblem("");
  $("suggestions").hidden = true;
  messages.push({ role: "user", content: text });
  addMessage("user", text);
  const item = addMessage("assistant", "");
  item.setAttribute("aria-busy", "true");
  const content = item.querySelector(".content");
  running = new AbortController();
  update();
  say("Denoising …");
  const asked = request();
  const runs = $("compare").checked ? [first, second] : [first];
  const answers = runs.map((run) =>
    run.generate(asked, $("token").value, running.signal, (answer) => {
      if (run === first) content.textContent = answer;
    }));
  const results = await Promise.allSettled(answers);
  running = null;
  item.removeAttribute("aria-busy");
  finish(results, item, content);
  update();
  $("prompt").focus();
}

function finish(results, item, content) {
  const failure = results.find((each) => each.status === "rejected")?.reason;
  if (!failure) {
    messages.push({ role: "assistant", content: results[0].value });
    say(`Answer: ${results[0].value}`);
    return;
  }
  item.classList.add("broken");
  const stopped = failure.name === "AbortError";
  messages.pop();
  if (!content.textContent) content.textContent = stopped ? "(stopped)" : "(no answer)";
  say(stopped ? "Stopped." : "Failed.");
  if (stopped) return;
  showProblem(failure.message);
  if (failure.status === 0) reconnect();
}

function update() {
  $("send").disabled = !model || running !== null;
  $("stop").disabled = running === null;
  for (const run of [first, second]) run.select.disabled = running !== null;
}

function arrange() {
  const compare = $("compare").checked;
  first.element.querySelector("h2").textContent = compare ? "Canvas A" : "Canvas";
  $("runs").replaceChildren(...(compare ? [first.element, second.element] : [first.element]));
  $("runs").classList.toggle("two", compare);
}

/** Asks for the models until there is one that can chat. */
async function connect() {
  try {
    const response = await ask("v1/models", { headers: headersOf($("token").value) });
    const models = (await response.json()).data;
    model = models.find((each) => each.sparsed.chat) ?? null;
    if (model) {
      const { family, max_canvas_length: longest } = model.sparsed;
      offer(model.sparsed);
      $("model").textContent = `${model.id} · ${family} · up to ${longest.toLocaleString()} tokens`;
      $("suggestions").hidden = !model.id.startsWith("demo") || messages.length > 0;
      showProblem("");
      say("Connected.");
      return true;
    }
    $("model").textContent = models.length ? "no model here can chat" : "waiting for a worker …";
  } catch (problem) {
    $("model").textContent = problem.status === 401 ? "needs a bearer token (Settings)" : "reconnecting …";
    if (problem.status !== 0) showProblem(problem.message);
  } finally {
    update();
  }
  return false;
}

async function reconnect() {
  model = null;
  update();
  while (!(await connect())) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("prompt").value.trim();
  if (!text || running || !model) return;
  $("prompt").value = "";
  send(text);
});

$("prompt").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("composer").requestSubmit();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") running?.abort();
});

$("stop").addEventListener("click", () => running?.abort());

$("clear").addEventListener("click", () => {
  running?.abort();
  messages.length = 0;
  $("log").replaceChildren();
  showProblem("");
  $("prompt").focus();
});

$("compare").addEventListener("change", arrange);

for (const button of $("suggestions").querySelectorAll("button")) {
  button.addEventListener("click", () => {
    $("prompt").value = button.textContent;
    $("composer").requestSubmit();
  });
}

arrange();
update();
reconnect();
