package io.sparsed.gateway.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.ModelInfo;
import java.util.List;
import java.util.Locale;

/** Writes models as OpenAI's API does, with more of each under {@code sparsed}. */
final class ModelList {
  /** Time at which a model was made, seconds since 1970: nobody knows it. */
  private static final int CREATED = 0;

  private ModelList() {}

  static ObjectNode toJson(List<ModelInfo> models) {
    ObjectNode json = Json.object().put("object", "list");
    ArrayNode data = json.putArray("data");
    models.forEach(model -> data.add(toJson(model)));
    return json;
  }

  static ObjectNode toJson(ModelInfo model) {
    ObjectNode json =
        Json.object()
            .put("id", model.id())
            .put("object", "model")
            .put("created", CREATED)
            .put("owned_by", "sparsed");
    ObjectNode more =
        json.putObject("sparsed")
            .put("family", model.family().name().toLowerCase(Locale.ROOT))
            .put("max_canvas_length", model.maxCanvasLength())
            .put("context_length", model.contextLength())
            .put("chat", model.hasChatTemplate())
            .put("layers", model.layers())
            .put("heads", model.heads());
    ArrayNode unmaskings = more.putArray("unmaskings");
    model.unmaskings().stream().sorted().map(Fields::nameOf).forEach(unmaskings::add);
    DiffusionOptions diffusion = model.defaultDiffusion();
    diffusion.genLength().ifPresent(value -> more.put("gen_length", value));
    diffusion.steps().ifPresent(value -> more.put("steps", value));
    diffusion.blockLength().ifPresent(value -> more.put("block_length", value));
    return json;
  }
}
