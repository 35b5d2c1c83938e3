/**
 * Renders chat templates as Hugging Face transformers does: the language of Jinja2 with
 * trim_blocks, lstrip_blocks, loop controls and the generation tag. A template is split into tokens
 * ({@code Lexer}), parsed to statements and expressions, and interpreted within a budget.
 */
@NullMarked
package io.sparsed.scheduler.text.jinja;

import org.jspecify.annotations.NullMarked;
