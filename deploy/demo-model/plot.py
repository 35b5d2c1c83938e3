"""Draws loss.svg from metrics.jsonl: the loss by row length, and the probes' accuracy, over training time."""

import json
import math
import sys
from pathlib import Path

COLORS = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#555555"]
WIDTH, HEIGHT, LEFT, GAP = 760, 240, 60, 60


def panel(top, title, series, seconds, scale, ticks):
    """SVG of one chart; series: name to [(second, value)], scale maps a value to 0 (bottom) to 1 (top)."""
    def x(second):
        return LEFT + second / seconds * WIDTH

    def y(value):
        return top + HEIGHT * (1 - min(1.0, max(0.0, scale(value))))
    out = [f'<text x="{LEFT}" y="{top - 10}" font-weight="bold">{title}</text>']
    for tick in ticks:
        out += [f'<path d="M{LEFT} {y(tick):.1f}h{WIDTH}" stroke="#ddd"/>',
                f'<text x="{LEFT - 6}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:g}</text>']
    for second in range(0, int(seconds) + 1, 60):
        out.append(f'<text x="{x(second):.1f}" y="{top + HEIGHT + 16}" text-anchor="middle">{second} s</text>')
    for i, (name, points) in enumerate(series.items()):
        color = COLORS[i % len(COLORS)]
        path = "L".join(f"{x(s):.1f} {y(v):.1f}" for s, v in points)
        out += [f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="1.5"/>',
                f'<text x="{LEFT + WIDTH + 8}" y="{top + 12 + 16 * i}" fill="{color}">{name}</text>']
    return out


def main(metrics, picture):
    lines = [json.loads(line) for line in Path(metrics).read_text().splitlines()]
    loss, probes, stages = {}, {}, []
    for line in lines:
        for length, (value, _) in line.get("loss_and_value_entropy", {}).items():
            loss.setdefault(f"{length} tokens", []).append((line["seconds"], value))
        for name, value in line.get("probe", {}).items():
            probes.setdefault(name.split("@")[0], []).append((line["seconds"], value))
        if line.get("event") == "stage":
            stages.append((line["seconds"], line["stage"]))
    seconds = lines[-1]["seconds"]
    loss = dict(sorted(loss.items(), key=lambda item: int(item[0].split()[0])))
    second_top = 40 + HEIGHT + GAP
    body = panel(40, "loss by row length (logarithmic)", loss, seconds,
                 lambda v: math.log(v / 0.03) / math.log(8 / 0.03), [0.03, 0.1, 0.3, 1, 3])
    body += panel(second_top, "accuracy of probes on held-out prompts, by generation in 16 steps", probes, seconds,
                  lambda v: v, [0, 0.25, 0.5, 0.75, 1])
    for second, name in [(0, "recall"), *stages]:
        x = LEFT + second / seconds * WIDTH
        body += [f'<path d="M{x:.1f} 40V{second_top + HEIGHT}" stroke="#999" stroke-dasharray="3 3"/>',
                 f'<text x="{x + 3:.1f}" y="54" fill="#777">{name}</text>']
    size = f'width="{LEFT + WIDTH + 120}" height="{second_top + HEIGHT + 30}"'
    Path(picture).write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">'
                             f'<rect width="100%" height="100%" fill="white"/>{"".join(body)}</svg>\n')


if __name__ == "__main__":
    main(*sys.argv[1:])
