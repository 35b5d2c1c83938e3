package io.sparsed.standalone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.ModelInfo;
import java.util.List;
import java.util.Locale;

/** Models as JSON: names as in the wire contract. */
final class ModelsJson {
  private ModelsJson() {}

  static ObjectNode of(List<ModelInfo> models) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode all = json.putArray("models");
    models.forEach(model -> all.add(model(model)));
    return json;
  }

  private static ObjectNode model(ModelInfo model) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", model.id())
            .put("family", model.family().name().toLowerCase(Locale.ROOT))
            .put("max_canvas_length", model.maxCanvasLength())
            .put("context_length", model.contextLength())
            .put("vocab_size", model.vocabularySize())
            .put("mask_token_id", model.maskTokenId());
    model.eosTokenId().ifPresent(id -> json.put("eos_token_id", id));
    json.put("has_tokenizer", model.hasTokenizer());
    json.put("has_chat_template", model.hasChatTemplate());
    json.set("default_diffusion", OptionsJson.diffusion(model.defaultDiffusion()));
    json.set("default_sparse", OptionsJson.sparse(model.defaultSparse()));
    return json;
  }
}
