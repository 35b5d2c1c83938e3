// The attention pattern of one head: which key blocks each query block keeps.

const MOST_HEADS = 64;
const SIDE = 360;

/** Returns the rows of a pattern: for each query block whether it keeps each key block. */
function rowsOf({ blocks, words }) {
  const bytes = Uint8Array.from(atob(words), (char) => char.charCodeAt(0));
  const rowBytes = Math.ceil(blocks / 64) * 8;
  const indices = [...Array(blocks).keys()];
  return indices.map((query) =>
    indices.map((key) => (bytes[query * rowBytes + (key >> 3)] >> (key & 7)) & 1));
}

/** A PatternView draws the pattern of the layer and head that are chosen. */
export class PatternView {
  constructor(element) {
    this.element = element;
    this.layer = element.querySelector(".layer");
    this.head = element.querySelector(".head");
    this.picture = element.querySelector("canvas");
    this.clear();
    for (const event of ["change", "toggle"]) element.addEventListener(event, () => this.draw());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  /** Offers the layers and heads of a model. */
  offer({ layers, heads }) {
    this.layers = layers;
    this.heads = heads;
    for (const [select, count] of [[this.layer, layers], [this.head, heads]]) {
      if (select.length === count) continue;
      select.replaceChildren(...Array.from({ length: count }, (_, i) => new Option(i)));
    }
  }

  /** Returns the heads to ask for: all, or those of the chosen layer where there are too many; none while closed. */
  wanted() {
    if (!this.element.open) return undefined;
    const all = this.layers * this.heads <= MOST_HEADS;
    const layers = all ? [...Array(this.layers).keys()] : [Number(this.layer.value)];
    return layers
      .flatMap((layer) => Array.from({ length: this.heads }, (_, head) => ({ layer, head })))
      .slice(0, MOST_HEADS);
  }

  clear() {
    this.asked = this.element.open;
    this.done = false;
    this.patterns = new Map();
    this.draw();
  }

  begin(promptTokens) {
    this.promptTokens = promptTokens;
  }

  add(pattern) {
    this.patterns.set(`${pattern.layer}/${pattern.head}`, pattern);
    if (pattern.layer === Number(this.layer.value) && pattern.head === Number(this.head.value)) this.draw();
  }

  end() {
    this.done = true;
    this.draw();
  }

  draw() {
    if (!this.element.open) return;
    const pattern = this.patterns.get(`${this.layer.value}/${this.head.value}`);
    this.picture.hidden = !pattern;
    this.element.querySelector(".kinds").hidden = !pattern;
    const caption = pattern ? this.paint(pattern) : this.why();
    this.element.querySelector("figcaption").textContent = caption;
  }

  why() {
    if (this.patterns.size > 0) return "The pattern of this layer comes with the next answer.";
    if (!this.asked) return "The pattern comes with the next answer.";
    return this.done ? "No step took a pattern: attention stayed dense." : "No step has taken a pattern yet.";
  }

  /** Draws a pattern and returns it in words. */
  paint(pattern) {
    const { blocks, block_size: size, layer, head, step } = pattern;
    const rows = rowsOf(pattern);
    const first = Math.min(Math.ceil(this.promptTokens / size), blocks - 1);
    const cell = Math.max(1, Math.floor(SIDE / blocks));
    this.picture.width = this.picture.height = blocks * cell;
    const context = this.picture.getContext("2d");
    const gap = cell > 4 ? 1 : 0;
    const colours = ["dense", "reuse"].map((kind) =>
      getComputedStyle(this.element.querySelector(`.kinds .${kind}`), "::before").backgroundColor);
    rows.forEach((row, query) => row.forEach((kept, key) => {
      if (!kept) return;
      context.fillStyle = colours[key < first ? 0 : 1];
      context.fillRect(key * cell, query * cell, cell - gap, cell - gap);
    }));
    const kept = rows.flat().reduce((sum, each) => sum + each, 0);
    const own = rows.filter((row, query) => row[query]).length;
    this.picture.setAttribute("aria-label", `Pattern of layer ${layer}, head ${head}`);
    const few = blocks < 4 ? " A smaller attention block (Settings) shows more." : "";
    return `Taken at step ${step + 1}. Rows are query blocks, columns key blocks, ${size} tokens each, `
      + `${first} of ${blocks} blocks the prompt’s. `
      + `A query keeps ${(kept / blocks).toFixed(1)} of ${blocks} key blocks; `
      + `${own} of ${blocks} keep their own.${few}`;
  }
}
