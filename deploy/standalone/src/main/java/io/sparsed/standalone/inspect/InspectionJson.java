package io.sparsed.standalone.inspect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.standalone.inspect.Inspection.Contents;
import io.sparsed.worker.attention.AttentionPrecision;
import io.sparsed.worker.device.WorkerMemory;
import io.sparsed.worker.model.ModelSpec;

/** Prints an inspection as JSON for programs. */
public final class InspectionJson {
  private InspectionJson() {}

  /** Returns {@code will_load}, {@code problems}, and the contents if the checkpoint will load. */
  public static ObjectNode of(Inspection inspection) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("will_load", inspection.problems().isEmpty());
    ArrayNode problems = json.putArray("problems");
    inspection.problems().forEach(problems::add);
    inspection.contents().ifPresent(contents -> describe(contents, json));
    return json;
  }

  private static void describe(Contents contents, ObjectNode json) {
    ModelSpec spec = contents.spec();
    json.put("architecture", spec.architecture().id())
        .put("layers", spec.layers())
        .put("heads", spec.heads())
        .put("kv_heads", spec.kvHeads())
        .put("head_dim", spec.headDim())
        .put("hidden", spec.hidden())
        .put("intermediate", spec.intermediate())
        .put("vocab_size", spec.vocabulary())
        .put("context_length", spec.contextLength());
    spec.maskToken().ifPresent(id -> json.put("mask_token_id", id));
    spec.eosTokens().forEach(json.putArray("eos_token_ids")::add);
    json.put("parameters", contents.parameters())
        .put("stored_type", contents.storedType().displayName())
        .put("weight_bytes", contents.weightBytes(contents.storedType()))
        .put("has_tokenizer", contents.tokenizer())
        .put("has_chat_template", contents.chatTemplate())
        .put("fingerprint", contents.fingerprint());
    ObjectNode files = json.putObject("files");
    contents.files().forEach(file -> files.put(file.name(), file.taken()));
    contents.notes().forEach(json.putArray("notes")::add);
    describe(contents.onCpu(Inspection.LONG_CANVAS, 1), json.putObject("memory_on_cpu"));
    describe(
        contents.onGpu(new AttentionPrecision.Full(), Inspection.LONG_CANVAS, 1),
        json.putObject("memory_on_gpu"));
  }

  private static void describe(WorkerMemory memory, ObjectNode json) {
    json.put("tokens", memory.tokens())
        .put("weight_bytes", memory.weights())
        .put("pass_bytes", memory.pass())
        .put("pattern_bytes", memory.pattern())
        .put("runtime_bytes", memory.runtime())
        .put("total_bytes", memory.total());
  }
}
