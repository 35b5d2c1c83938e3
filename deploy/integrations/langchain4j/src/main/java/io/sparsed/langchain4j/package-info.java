/**
 * LangChain4j's chat models over SparseD's client: {@link io.sparsed.langchain4j.SparseDChatModel}
 * and {@link io.sparsed.langchain4j.SparseDStreamingChatModel}.
 */
@NullMarked
package io.sparsed.langchain4j;

import org.jspecify.annotations.NullMarked;
