#!/usr/bin/env bash
# The gRPC contract with grpcurl, which needs no files: examples/grpcurl.sh [HOST:PORT]
set -euo pipefail
server=${1:-localhost:50051}
service=sparsed.v1.GenerationService

echo '-- the services'
grpcurl -plaintext "$server" list

echo '-- the models'
grpcurl -plaintext "$server" "$service/ListModels"

echo '-- an answer'
grpcurl -plaintext -d '{
  "request": {
    "chat": {"messages": [{"role": "user", "content": "What is the capital of Italy?"}]},
    "diffusion": {"genLength": 32}
  }
}' "$server" "$service/Complete"

echo '-- every step'
grpcurl -plaintext -d '{
  "chat": {"messages": [{"role": "user", "content": "What is the capital of Italy?"}]},
  "diffusion": {"genLength": 32},
  "response": {"textSnapshots": true, "confidences": true}
}' "$server" "$service/Generate"
