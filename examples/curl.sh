#!/usr/bin/env bash
# OpenAI's API with curl: examples/curl.sh [ADDRESS]
set -euo pipefail
api=${1:-http://localhost:8080}/v1
options=(--silent --show-error --fail-with-body --no-buffer --max-time 60)
json=(-H 'Content-Type: application/json')

echo '-- the models'
curl "${options[@]}" "$api/models"

printf '\n-- an answer\n'
curl "${options[@]}" "$api/chat/completions" "${json[@]}" -d '{
  "messages": [{"role": "user", "content": "What is the capital of Italy?"}],
  "max_tokens": 32, "preset": "fast"
}'

printf '\n-- a stream\n'
curl "${options[@]}" "$api/chat/completions" "${json[@]}" -d '{
  "messages": [{"role": "user", "content": "What is the capital of Italy?"}],
  "max_tokens": 32, "stream": true, "stream_options": {"include_usage": true}
}'

printf -- '-- every step, the confidence of its tokens, and the pattern of a head\n'
curl "${options[@]}" "$api/chat/completions" "${json[@]}" -d '{
  "messages": [{"role": "user", "content": "What is the capital of Italy?"}],
  "max_tokens": 32, "stream": true, "denoise_events": true,
  "sparse": {"block_size": 16}, "pattern_heads": [{"layer": 0, "head": 1}]
}'

printf -- '-- a request that is wrong\n'
curl --silent "$api/chat/completions" "${json[@]}" -d '{
  "messages": [{"role": "user", "content": "?"}], "logit_bias": {"1": 5}
}'
echo
