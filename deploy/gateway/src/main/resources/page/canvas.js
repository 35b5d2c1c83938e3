// The canvas as text whose characters know the step that wrote them, and how sure it was.

export const MASK = "░";

/**
 * Returns the characters of a snapshot, each with the step that wrote it and its confidence.
 *
 * @param before characters before the step, {char, step, sure}
 * @param committed for each mask in `before`, in order: how sure the step was of its token; undefined: it wrote none
 * @param text the snapshot after the step
 * @param step index of the step
 */
export function advance(before, committed, text, step) {
  const old = segments(before, committed);
  const parts = text.split(MASK);
  const fresh = (part, sure) => [...part].map((char) => ({ char, step, sure }));
  if (old.length !== parts.length) {
    // The model wrote the sign of a mask itself.
    return [...text].map((char) => ({ char, step: char === MASK ? -1 : step, sure: 1 }));
  }
  return parts.flatMap((part, i) => [
    ...(i > 0 ? [{ char: MASK, step: -1 }] : []),
    ...merge(old[i], part, fresh),
  ]);
}

/** Splits at the masks that stay; a segment is a list of pieces, each with what was written before it. */
function segments(before, committed) {
  const all = [[{ chars: [] }]];
  let mask = 0;
  for (const each of before) {
    if (each.char !== MASK) {
      all.at(-1).at(-1).chars.push(each);
      continue;
    }
    const sure = committed[mask++];
    if (sure === undefined) all.push([{ chars: [] }]);
    else all.at(-1).push({ chars: [], sure });
  }
  return all;
}

/** Finds the pieces of a segment in its new text; what lies between is fresh, as sure as its least sure token. */
function merge(pieces, part, fresh) {
  const result = [];
  let at = 0;
  let sure = 1;
  pieces.forEach((piece, i) => {
    sure = Math.min(sure, piece.sure ?? 1);
    if (piece.chars.length === 0) return;
    const text = piece.chars.map((each) => each.char).join("");
    const isLast = i === pieces.length - 1;
    const found = isLast && part.endsWith(text) ? part.length - text.length : part.indexOf(text, at);
    if (found < at) return;
    result.push(...fresh(part.slice(at, found), sure), ...piece.chars);
    at = found + text.length;
    sure = 1;
  });
  result.push(...fresh(part.slice(at), sure));
  return result;
}

/** Returns runs of characters that were written alike, {text, step, sure}. */
export function runs(chars) {
  const all = [];
  for (const { char, step, sure } of chars) {
    const last = all.at(-1);
    if (last && last.step === step && last.sure === sure) last.text += char;
    else all.push({ text: char, step, sure });
  }
  return all;
}
