"""Templates that random search found to differ, made short."""

FUZZED = [
    "{{ [2, 1]|sort(reverse=none) }}",
    "{% if 0 %}{% for m in messages if m is nosuch %}{% endfor %}{% endif %}",
    "{% if 0 %}{% set x | nosuch %}{% endset %}{% endif %}",
    "{% if 0 %}{% macro f(a=1|nosuch) %}{% endmacro %}{% endif %}",
    "{% if 0 %}{% for m in messages|nosuch %}{% endfor %}{% with a=1|nosuch %}{% endwith %}{% endif %}",
    "{% set g = [1, 2, 3]|select %}{{ 2 in g }}{{ g|list }}{{ [1, 2]|select('in', [2, 1, 3]|select)|list }}",
    "{{ 'a'.splitlines(none) }}",
    "{{ 'a'.splitlines(range) }}",
    "{{ {'a': 1}|dictsort(reverse=messages) }}",
]
