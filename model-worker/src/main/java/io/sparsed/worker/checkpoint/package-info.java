/** Reads Hugging Face checkpoint folders: config.json, safetensors, tokenizer files. */
@NullMarked
package io.sparsed.worker.checkpoint;

import org.jspecify.annotations.NullMarked;
