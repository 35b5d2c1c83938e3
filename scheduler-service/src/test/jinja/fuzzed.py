"""Templates that random search found to differ, made short."""

FUZZED = [
    "{{ [2, 1]|sort(reverse=none) }}",
    "{{ 'a'.splitlines(none) }}",
    "{{ 'a'.splitlines(range) }}",
    "{{ {'a': 1}|dictsort(reverse=messages) }}",
]
