package io.sparsed.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.worker.checkpoint.TestCheckpoint.Entry;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.tensor.ElementType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final String Q = "model.transformer.blocks.1.q_proj.weight";

  @TempDir Path folder;

  @Test
  void open_tensorsMissingExtraAndMisshapen_allNamedWithExpectedAndFound() throws IOException {
    var checkpoint = TestCheckpoint.of("llada-tiny", folder);
    checkpoint.tensors.remove(Q);
    checkpoint.tensors.put("lora.weight", new Entry("F32", new long[] {1}, new byte[4]));
    checkpoint.tensors.put(
        "model.transformer.ln_f.weight", new Entry("F32", new long[] {32}, new byte[128]));
    checkpoint.write();

    assertThat(problems(checkpoint.folder))
        .containsExactly(
            "tensor " + Q + ": expected shape [64, 64], found nothing",
            "model.safetensors: tensor model.transformer.ln_f.weight: expected shape [64], found"
                + " [32]",
            "model.safetensors: tensor lora.weight: expected nothing, found shape [1]");
  }

  @ParameterizedTest
  @CsvSource({
    "block_type, sequential, llama",
    "activation_type, gelu, silu",
    "layer_norm_type, low_precision, rms",
    "alibi, true, false",
    "include_bias, true, false",
    "rope, false, true",
  })
  void open_configValueNotImplemented_namedWithExpectedAndFound(
      String field, String found, String expected) throws IOException {
    var checkpoint =
        TestCheckpoint.of("llada-tiny", folder).config(config -> config.put(field, found));

    assertThat(problems(checkpoint.write()))
        .containsExactly(
            "config.json: %s: expected %s, found \"%s\"; this worker does not implement it"
                .formatted(field, expected, found));
  }

  @Test
  void open_dreamWithRopeScaling_refusedByName() throws IOException {
    var checkpoint =
        TestCheckpoint.of("dream-tiny", folder)
            .config(config -> config.putObject("rope_scaling").put("type", "yarn"));

    assertThat(problems(checkpoint.write()))
        .singleElement()
        .asString()
        .contains("rope_scaling", "yarn");
  }

  @ParameterizedTest
  @CsvSource({
    "LLaDA2MoeModelLM, 'LLaDA2, which attends block by block, is not served'",
    "DreamForCausalLM, DreamReasoner",
    "DreamOnModel, changes the length of an answer",
    "SDARForCausalLM, 'SDAR, which attends block by block, is not served'",
    "SDARMoeForCausalLM, 'SDAR, which attends block by block, is not served'",
    "Fast_dLLM_QwenForCausalLM, 'Fast-dLLM v2, which attends block by block, is not served'",
    "DiffusionGemmaForCausalLM, DiffusionGemma is not served",
    "LLaDAForCausalLM, this model is not served",
    "LlamaForCausalLM, this model is not served"
  })
  void open_otherArchitecture_namedWithThoseServed(String name, String sentence)
      throws IOException {
    var checkpoint =
        TestCheckpoint.of("llada-tiny", folder)
            .config(config -> config.putArray("architectures").add(name));

    assertThat(problems(checkpoint.write()))
        .singleElement()
        .asString()
        .startsWith("config.json: architectures: found [\"" + name)
        .contains(sentence)
        .endsWith("is not served; served are " + Architecture.served());
  }

  /** LLaDA-MoE has LLaDA's model_type, and its name over LLaDA's files names fields they lack. */
  @Test
  void open_nameOfAnotherArchitecture_namesTheMissingFields() throws IOException {
    var checkpoint =
        TestCheckpoint.of("llada-tiny", folder)
            .config(config -> config.putArray("architectures").add("LLaDAMoEModelLM"));

    assertThat(problems(checkpoint.write()))
        .anySatisfy(each -> assertThat(each).startsWith("config.json: num_experts: expected"))
        .anySatisfy(each -> assertThat(each).startsWith("config.json: hidden_size: expected"));
  }

  @Test
  void open_ultraLlada_longerAndWithItsOwnTheta() throws IOException {
    var path =
        TestCheckpoint.of("llada-tiny", folder)
            .config(config -> config.put("rope_theta", 1e8).put("max_sequence_length", 131_072))
            .write();

    try (var checkpoint = Checkpoint.open(path)) {
      assertThat(checkpoint.spec().rotary().theta()).isEqualTo(1e8);
      assertThat(checkpoint.spec().contextLength()).isEqualTo(131_072);
    }
  }

  @Test
  void open_dreamOn_isKnownByItsGenerationConfig() throws IOException {
    var path = TestCheckpoint.of("dream-tiny", folder).write();
    Files.writeString(path.resolve("generation_config.json"), "{\"expand_token_id\": 7}");

    assertThat(problems(path)).singleElement().asString().contains("DreamOn", "is not served");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"quant_method\":\"bitsandbytes\",\"load_in_4bit\":true}",
        "{\"quant_method\":\"gptq\",\"bits\":8}"
      })
  void open_quantised_namedWithWhatToFetch(String quantization) throws IOException {
    var value = TestCheckpoint.JSON.readTree(quantization);
    var path =
        TestCheckpoint.of("dream-tiny", folder)
            .config(config -> config.set("quantization_config", value))
            .write();

    assertThat(problems(path))
        .containsExactly(
            "config.json: quantization_config: found %s: quantised weights are not served; fetch the checkpoint in bfloat16, float16 or float32"
                .formatted(quantization));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llada-moe-tiny | norm_topk_prob | true",
        "llada-moe-tiny | moe_router_score_function | \"sigmoid\"",
        "llada-moe-tiny | routed_scaling_factor | 2.5",
        "llada-moe-tiny | router_num_group | 8",
        "llada-moe-tiny | router_topk_group | 4",
        "llada-moe-tiny | clip_qkv | 8",
        "llada-moe-tiny | moe_layer_freq | [1,1]",
        "llada-moe-tiny | moe_layer_freq | [0,1,2]",
        "llada-moe-tiny | num_experts_per_tok | 9",
        "llada-moe-tiny | shared_expert_intermediate_size | -1",
        "llada-moe-tiny | expert_intermediate_size | null",
        "llada-moe-tiny | dense_intermediate_size | null",
        "llada-moe-tiny | partial_rotary_factor | 2",
        "a2d-qwen3-tiny | partial_rotary_factor | 0.5",
        "a2d-qwen3-tiny | attention_bias | true",
        "a2d-qwen3-tiny | layer_types | [\"full_attention\",\"sliding_attention\"]",
        "illada-tiny | layer_norm_eps | 1e-5",
        "illada-tiny | mlp_bias | true",
      })
  void open_valueNotImplementedOrMissing_refusedByName(String model, String field, String value)
      throws IOException {
    var json = TestCheckpoint.JSON.readTree(value);
    var path = TestCheckpoint.of(model, folder).config(config -> config.set(field, json)).write();

    assertThat(problems(path))
        .anySatisfy(each -> assertThat(each).startsWith("config.json: " + field + ": expected"));
  }

  @Test
  void open_expertsPartlyRotated_hasTheDimensions() throws IOException {
    var path =
        TestCheckpoint.of("llada-moe-tiny", folder)
            .config(config -> config.put("partial_rotary_factor", 0.5))
            .write();

    try (var checkpoint = Checkpoint.open(path)) {
      assertThat(checkpoint.spec().rotary().dimensions()).isEqualTo(8);
      assertThat(checkpoint.spec().layers()).isEqualTo(3);
    }
  }

  @Test
  void open_noArchitecture_refused() throws IOException {
    var checkpoint =
        TestCheckpoint.of("llada-tiny", folder).config(config -> config.remove("architectures"));

    assertThat(problems(checkpoint.write())).singleElement().asString().contains("found nothing");
  }

  @Test
  void open_noMaskToken_isLeftToTheScheduler() throws IOException {
    var path =
        TestCheckpoint.of("llada-tiny", folder)
            .config(config -> config.remove("mask_token_id"))
            .write();

    try (var checkpoint = Checkpoint.open(path)) {
      assertThat(checkpoint.spec().maskToken()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 100, 400_000})
  void open_tornFile_refused(int bytes) throws IOException {
    var path = TestCheckpoint.of("llada-tiny", folder).folder;
    try (var file = new RandomAccessFile(path.resolve("model.safetensors").toFile(), "rw")) {
      file.setLength(bytes);
    }

    assertThat(problems(path)).allMatch(problem -> problem.contains("model.safetensors"));
  }

  @Test
  void open_integerTensor_refused() throws IOException {
    var checkpoint = TestCheckpoint.of("llada-tiny", folder);
    checkpoint.tensors.put(Q, new Entry("I32", new long[] {64, 64}, new byte[64 * 64 * 4]));

    assertThat(problems(checkpoint.write()))
        .containsExactly(
            "model.safetensors: tensor " + Q + ": expected F32, F16 or BF16, found I32");
  }

  @Test
  void open_shardMissing_refused() throws IOException {
    var path = TestCheckpoint.of("llada-tiny", folder).writeShards(3);
    Files.delete(path.resolve("model-00002-of-00003.safetensors"));

    assertThat(problems(path)).singleElement().asString().contains("model-00002-of-00003");
  }

  @Test
  void open_noWeights_refused() throws IOException {
    var path = TestCheckpoint.of("llada-tiny", folder).folder;
    Files.delete(path.resolve("model.safetensors"));

    assertThat(problems(path)).singleElement().asString().contains("model.safetensors");
  }

  @Test
  void open_shards_sameAsOneFile() throws IOException {
    var one = TestCheckpoint.of("dream-tiny", folder.resolve("one")).write();
    var three = TestCheckpoint.of("dream-tiny", folder.resolve("three")).writeShards(3);

    try (var single = Checkpoint.open(one);
        var sharded = Checkpoint.open(three)) {
      assertThat(sharded.spec()).isEqualTo(single.spec());
      assertThat(sharded.parameters()).isEqualTo(single.parameters());
      assertThat(sharded.fingerprint()).isEqualTo(single.fingerprint());
      assertThat(single.storedType()).isEqualTo(ElementType.FLOAT32);
    }
  }

  @Test
  void fingerprint_oneWeightChanged_differs() throws IOException {
    var plain = TestCheckpoint.of("llada-tiny", folder.resolve("plain"));
    var trained = TestCheckpoint.of("llada-tiny", folder.resolve("trained"));
    trained.tensor(Q).data()[7]++;

    try (var a = Checkpoint.open(plain.write());
        var b = Checkpoint.open(trained.write())) {
      assertThat(a.fingerprint()).isNotEqualTo(b.fingerprint());
    }
  }

  private static List<String> problems(Path folder) {
    var problems = new ArrayList<String>();
    assertThatThrownBy(() -> Checkpoint.open(folder).close())
        .isInstanceOfSatisfying(
            CheckpointException.class, refused -> problems.addAll(refused.problems()));
    return problems;
  }

  @Test
  void card_linearLayersInFp8_otherFingerprintAndHalfTheMatrices() throws IOException {
    try (var checkpoint = Checkpoint.open(Golden.checkpoint("llada-tiny", folder))) {
      var spec = checkpoint.spec();
      var full = checkpoint.card(ElementType.BFLOAT16);
      var fp8 = full.inFp8(true, false);
      assertThat(fp8.fingerprint()).isNotEqualTo(full.fingerprint());
      assertThat(full.weightBytes()).isEqualTo(2 * checkpoint.parameters());
      long matrices =
          spec.architecture().tensorNames().shapes(spec).entrySet().stream()
              .filter(tensor -> tensor.getKey().contains(".0.") && tensor.getValue().size() == 2)
              .mapToLong(tensor -> tensor.getValue().get(0) * tensor.getValue().get(1))
              .sum();
      assertThat(full.weightBytes() - fp8.weightBytes()).isEqualTo(spec.layers() * matrices);
    }
  }

  @Test
  void card_eachPrecision_fingerprintOfItsOwn() throws IOException {
    try (var checkpoint = Checkpoint.open(Golden.checkpoint("llada-tiny", folder))) {
      var full = checkpoint.card(ElementType.BFLOAT16);
      assertThat(full.inFp8(false, false)).isEqualTo(full);
      assertThat(full.inFp8(false, true).weightBytes()).isEqualTo(full.weightBytes());
      assertThat(
              Stream.of(
                      full,
                      full.inFp8(true, false),
                      full.inFp8(false, true),
                      full.inFp8(true, true))
                  .map(ModelCard::fingerprint))
          .doesNotHaveDuplicates();
    }
  }
}
