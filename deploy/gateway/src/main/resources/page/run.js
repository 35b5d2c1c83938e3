// One setting beside its canvas: a generation drawn while it runs.

import { MASK, advance, runs } from "./canvas.js";
import { PatternView } from "./pattern.js";
import { ask, events, headersOf } from "./stream.js";

const SETTINGS = {
  exact: { preset: "exact" },
  dense: { preset: "exact", sparse: false },
  balanced: { preset: "balanced" },
  fast: { preset: "fast" },
};

/** A Run draws the generations of one setting. */
export class Run {
  constructor(template, title, setting) {
    this.element = template.content.firstElementChild.cloneNode(true);
    this.element.querySelector("h2").textContent = title;
    this.title = title;
    this.select = this.find("select");
    this.select.value = setting;
    this.select.setAttribute("aria-label", `Setting of ${title}`);
    this.pattern = new PatternView(this.find(".attention"));
    this.colour = this.find(".colour");
    this.colour.addEventListener("change", () => this.paint());
    this.paint();
  }

  /** Colours what was written by its step or by its confidence. */
  paint() {
    const byConfidence = this.colour.value === "confidence";
    this.element.classList.toggle("by-confidence", byConfidence);
    this.find(".low").textContent = byConfidence ? "unsure" : "first step";
    this.find(".high").textContent = byConfidence ? "sure" : "last step";
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  /** Generates an answer and returns its text; `told` hears the text as it grows. */
  async generate(request, token, signal, told) {
    this.clear();
    const body = {
      ...request,
      ...SETTINGS[this.select.value],
      stream: true,
      denoise_events: true,
      pattern_heads: this.pattern.wanted(),
    };
    this.element.setAttribute("aria-busy", "true");
    try {
      const response = await ask("v1/chat/completions", {
        method: "POST",
        headers: headersOf(token),
        body: JSON.stringify(body),
        signal,
      });
      for await (const event of events(response)) {
        if (event.object === "sparsed.denoise") this[event.type]?.(event);
        if (event.object === "sparsed.pattern") this.pattern.add(event);
        const more = event.choices[0]?.delta?.content;
        if (more) {
          this.answer += more;
          told(this.answer);
        }
      }
      return this.answer;
    } finally {
      this.element.removeAttribute("aria-busy");
      this.pattern.end();
      this.draw();
    }
  }

  clear() {
    this.answer = "";
    this.chars = [];
    this.masks = [];
    this.kinds = { dense: 0, pattern: 0, sparse: 0, reuse: 0 };
    this.written = 0;
    this.stepCount = 0;
    this.last = 1;
    this.started = performance.now();
    this.find(".canvas").replaceChildren();
    this.find(".line").replaceChildren();
    this.confidences = [];
    this.pattern.clear();
    this.draw();
  }

  accepted({ gen_length: length, block_length: block, steps, prompt_tokens: promptTokens }) {
    this.started = performance.now();
    this.last = Math.max(1, steps - 1);
    this.block = block;
    this.length = 0;
    this.cells = [];
    this.grow(length ?? block);
    this.pattern.begin(promptTokens);
    this.schedule();
  }

  /** Appends masks: an answer of open length begins with one block. */
  grow(length) {
    for (; this.length < length; this.length++) {
      this.masks.push(this.length);
      this.chars.push({ char: MASK, step: -1 });
      this.cells.push(document.createElement("i"));
    }
    this.find(".canvas").append(...this.cells.slice(this.find(".canvas").childElementCount));
  }

  step(event) {
    this.element.querySelectorAll(".canvas .fresh").forEach((cell) => cell.classList.remove("fresh"));
    this.grow((event.generation_block + 1) * this.block);
    // A confidence below 0 is a negative entropy.
    const sure = new Map(event.positions.map((position, i) => {
      const confidence = event.confidences[i] ?? 1;
      return [position, confidence < 0 ? Math.exp(confidence) : confidence];
    }));
    const committed = this.masks.map((position) => sure.get(position));
    this.chars = advance(this.chars, committed, event.text ?? "", event.step);
    this.masks = this.masks.filter((position) => !sure.has(position));
    for (const [position, confidence] of sure) {
      this.cells[position].className = `done fresh ${event.kind}`;
      this.cells[position].style.setProperty("--t", event.step / this.last);
      this.cells[position].style.setProperty("--c", confidence);
      this.confidences.push(confidence);
    }
    this.written = this.length - event.masked;
    this.kinds[event.kind]++;
    this.stepCount = event.step + 1;
    this.steps = event.steps;
    const bar = document.createElement("i");
    bar.className = event.kind;
    bar.title = `step ${event.step + 1}: ${event.kind}, ${sure.size} tokens, ${event.elapsed_ms.toFixed(1)} ms`;
    bar.style.setProperty("--n", Math.max(1, event.elapsed_ms));
    this.find(".line").append(bar);
    this.schedule();
  }

  finished(event) {
    this.total = event.total_ms;
    this.schedule();
  }

  /** Draws once a frame, however many steps there are. */
  schedule() {
    this.frame ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const seconds = (performance.now() - this.started) / 1000;
    const masked = this.masks.length;
    this.show("speed", this.written ? (this.written / seconds).toFixed(0) : "–");
    this.show("steps", this.stepCount ? `${this.stepCount} of ${this.steps}` : "–");
    this.show("time", this.stepCount ? `${seconds.toFixed(2)} s` : "–");
    this.show("masked", this.stepCount ? `${masked} of ${this.length}` : "–");
    for (const [kind, count] of Object.entries(this.kinds)) {
      this.find(`.kinds .${kind} b`).textContent = count;
    }
    this.find(".text").replaceChildren(...runs(this.chars).map((each) => this.span(each)));
    this.find(".canvas").setAttribute("aria-label", this.stepCount
      ? `${this.length - masked} of ${this.length} tokens written after ${this.stepCount} steps${this.doubt()}`
      : "Waiting for the first step");
    this.find(".line").setAttribute("aria-label", Object.entries(this.kinds)
      .map(([kind, count]) => `${count} ${kind}`).join(", "));
  }

  show(name, text) {
    this.find(`.numbers .${name}`).textContent = text;
  }

  /** Tells how sure the model was, for those who do not see colours. */
  doubt() {
    if (this.confidences.length === 0) return "";
    const percent = (share) => `${Math.round(100 * share)} %`;
    const mean = this.confidences.reduce((sum, each) => sum + each, 0) / this.confidences.length;
    return `, confidence ${percent(mean)} on average, ${percent(Math.min(...this.confidences))} at least`;
  }

  span({ text, step, sure }) {
    const span = document.createElement("span");
    span.textContent = text;
    span.className = step < 0 ? "mask" : step === this.stepCount - 1 ? "done fresh" : "done";
    if (step >= 0) {
      span.style.setProperty("--t", step / this.last);
      span.style.setProperty("--c", sure);
    }
    return span;
  }
}
