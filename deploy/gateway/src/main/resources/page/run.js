// One setting beside its canvas: a generation drawn while it runs.

import { MASK, advance, runs } from "./canvas.js";
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
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  /** Generates an answer and returns its text; `told` hears the text as it grows. */
  async generate(request, token, signal, told) {
    this.clear();
    const body = { ...request, ...SETTINGS[this.select.value], stream: true, denoise_events: true };
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
        const more = event.choices[0]?.delta?.content;
        if (more) {
          this.answer += more;
          told(this.answer);
        }
      }
      return this.answer;
    } finally {
      this.element.removeAttribute("aria-busy");
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
    this.draw();
  }

  accepted({ gen_length: length, steps }) {
    this.started = performance.now();
    this.last = Math.max(1, steps - 1);
    this.masks = Array.from({ length }, (_, i) => i);
    this.chars = this.masks.map(() => ({ char: MASK, step: -1 }));
    this.length = length;
    this.cells = this.masks.map(() => document.createElement("i"));
    this.find(".canvas").replaceChildren(...this.cells);
    this.schedule();
  }

  step(event) {
    this.element.querySelectorAll(".canvas .fresh").forEach((cell) => cell.classList.remove("fresh"));
    const positions = new Set(event.positions);
    const committed = this.masks.map((position) => positions.has(position));
    this.chars = advance(this.chars, committed, event.text ?? "", event.step);
    this.masks = this.masks.filter((position) => !positions.has(position));
    for (const position of positions) {
      this.cells[position].className = `done fresh ${event.kind}`;
      this.cells[position].style.setProperty("--t", event.step / this.last);
    }
    this.written = this.length - event.masked;
    this.kinds[event.kind]++;
    this.stepCount = event.step + 1;
    this.steps = event.steps;
    const bar = document.createElement("i");
    bar.className = event.kind;
    bar.title = `step ${event.step + 1}: ${event.kind}, ${positions.size} tokens, ${event.elapsed_ms.toFixed(1)} ms`;
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
      ? `${this.length - masked} of ${this.length} tokens written after ${this.stepCount} steps`
      : "Waiting for the first step");
    this.find(".line").setAttribute("aria-label", Object.entries(this.kinds)
      .map(([kind, count]) => `${count} ${kind}`).join(", "));
  }

  show(name, text) {
    this.find(`.numbers .${name}`).textContent = text;
  }

  span({ text, step }) {
    const span = document.createElement("span");
    span.textContent = text;
    span.className = step < 0 ? "mask" : step === this.stepCount - 1 ? "done fresh" : "done";
    if (step >= 0) span.style.setProperty("--t", step / this.last);
    return span;
  }
}
