// The canvas as text whose characters know the step that wrote them.

export const MASK = "░";

/**
 * Returns the characters of a snapshot, each with the step that wrote it.
 *
 * @param before characters before the step, {char, step}
 * @param committed for each mask in `before`, in order: whether the step wrote there
 * @param text the snapshot after the step
 * @param step index of the step
 */
export function advance(before, committed, text, step) {
  const old = segments(before, committed);
  const parts = text.split(MASK);
  const fresh = (part) => [...part].map((char) => ({ char, step }));
  if (old.length !== parts.length) {
    // The model wrote the sign of a mask itself.
    return [...text].map((char) => ({ char, step: char === MASK ? -1 : step }));
  }
  return parts.flatMap((part, i) => [
    ...(i > 0 ? [{ char: MASK, step: -1 }] : []),
    ...(old[i].length === 0 ? fresh(part) : merge(old[i], part, fresh)),
  ]);
}

/** Splits at the masks that stay; a segment is a list of pieces between the masks that went. */
function segments(before, committed) {
  const all = [[[]]];
  let mask = 0;
  for (const each of before) {
    if (each.char !== MASK) all.at(-1).at(-1).push(each);
    else if (committed[mask++]) all.at(-1).push([]);
    else all.push([[]]);
  }
  return all;
}

/** Finds the pieces of a segment in its new text; what lies between them is fresh. */
function merge(pieces, part, fresh) {
  const result = [];
  let at = 0;
  pieces.forEach((piece, i) => {
    if (piece.length === 0) return;
    const text = piece.map((each) => each.char).join("");
    const isLast = pieces.slice(i + 1).every((later) => later.length === 0);
    const wantsEnd = isLast && i === pieces.length - 1;
    const found = wantsEnd && part.endsWith(text) ? part.length - text.length : part.indexOf(text, at);
    if (found < at) return;
    result.push(...fresh(part.slice(at, found)), ...piece);
    at = found + text.length;
  });
  result.push(...fresh(part.slice(at)));
  return result;
}

/** Returns runs of characters of one step, {text, step}. */
export function runs(chars) {
  const all = [];
  for (const { char, step } of chars) {
    const last = all.at(-1);
    if (last && last.step === step) last.text += char;
    else all.push({ text: char, step });
  }
  return all;
}
