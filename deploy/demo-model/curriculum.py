"""The curriculum: what a training row holds at each stage, and when a stage is over."""

from dataclasses import dataclass

from tasks import arithmetic, copying, multi_query, multi_value, needles, pairs, talk, tracking

SHORT_ONLY = ("arithmetic", "copying", "talk")


@dataclass(frozen=True)
class Stage:
    """Shares of row lengths (by tokens), of tasks (by rows) and of maskings; ends when every goal is probed.

    probes: (task, canvas length); goals: (task, canvas length, accuracy). A stage that has not met them after `limit`
    seconds is over anyway, except the first: without recall from short texts, longer ones teach nothing, and the run
    stops.
    """
    name: str
    lengths: dict
    tasks: dict
    value_only: float
    everything: float
    haystack: float
    probes: tuple
    goals: tuple
    limit: float


STAGES = (
    Stage("recall", {64: 0.25, 128: 0.45, 256: 0.3},
          {"pairs": 5, "quiz": 2, "queries": 2, "arithmetic": 1.5, "copying": 1},
          0.4, 0.05, 0.0, (("pairs", 128), ("multi_key", 128), ("arithmetic", 128)),
          (("pairs", 128, 0.9),), 75),
    Stage("compose", {64: 0.05, 128: 0.3, 256: 0.65},
          {"pairs": 1, "quiz": 3, "queries": 2, "single": 1, "values": 1, "tracking": 5, "arithmetic": 3,
           "copying": 0.7, "talk": 0.3},
          0.3, 0.1, 0.5, (("multi_key", 256), ("tracking", 256), ("arithmetic", 128)),
          (("multi_key", 256, 0.9), ("tracking", 256, 0.8)), 60),
    Stage("spread", {64: 0.04, 128: 0.11, 256: 0.2, 512: 0.3, 1024: 0.35},
          {"pairs": 0.5, "quiz": 3, "queries": 2, "single": 2, "values": 1, "tracking": 4.5, "arithmetic": 4,
           "copying": 0.7, "talk": 1},
          0.2, 0.1, 0.9, (("single", 1024), ("multi_key", 1024), ("tracking", 1024), ("arithmetic", 128)),
          (("multi_key", 1024, 0.9), ("tracking", 1024, 0.8)), 70),
    Stage("long", {64: 0.04, 128: 0.1, 256: 0.12, 512: 0.1, 1024: 0.14, 2048: 0.25, 4096: 0.25},
          {"pairs": 0.3, "quiz": 2, "queries": 2, "single": 3, "values": 1.5, "tracking": 4.5, "arithmetic": 4,
           "copying": 1, "talk": 2},
          0.1, 0.15, 1.0,
          (("single", 2048), ("single", 4096), ("multi_key", 2048), ("tracking", 2048), ("arithmetic", 128)), (), 1e9),
)


def draw_case(rng, stage, length):
    """A training case whose facts and questions suit a row of `length` tokens."""
    names = [t for t in stage.tasks if length <= 256 or t not in SHORT_ONLY]
    task = rng.choices(names, [stage.tasks[t] for t in names])[0]
    many = max(2, min(48, length // 40))
    match task:
        case "pairs":
            most = max(2, min(40, (length - 40) // 12))
            count = rng.randint(max(2, most // 2), most)
            return pairs(rng, False, count, rng.randint((count + 1) // 2, count))
        case "quiz":
            count = rng.randint(max(2, many // 3), many)
            return needles(rng, False, count, count)
        case "queries":
            count = rng.randint(max(2, many // 3), many)
            return multi_query(rng, False, count, rng.randint(2, min(count, 4 if rng.random() < 0.5 else 24)))
        case "single":
            return needles(rng, False, rng.choice([1, rng.randint(1, min(8, many)), rng.randint(1, many)]))
        case "values":
            return multi_value(rng, False, rng.randint(1, min(4, many)), rng.randint(2, 3))
        case "tracking":
            chains = rng.randint(1, min(6, 1 + length // 100))
            return tracking(rng, False, chains, rng.randint(1, 4 if length > 128 else 2), rng.choice([1, chains]))
        case "arithmetic":
            return arithmetic(rng, False, rng.randint(1, max(1, length // 60)))
        case "copying":
            return copying(rng, False, rng.randint(2, max(2, min(24, (length - 40) // 6))))
        case _:
            return talk(rng, False)


def draw_row(rng, layout, stage, length):
    """Ids and roles of a training row of exactly `length` tokens."""
    while True:
        case = draw_case(rng, stage, length)
        region = rng.choice([24, 32, 32, 40, 64, 96, 128]) if len(case.turns) == 1 and length > 128 else 0
        row = layout.row(rng, case, length, region, rng.random() < stage.haystack)
        if row:
            return row
