package io.sparsed.worker.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Computes a model with {@link NamedWeights} in plain Java arrays, a number at a time, with the
 * tensors' names and the order of a layer as the published models have them. It shares no code with
 * the transformer but the dimensions.
 */
public final class SlowForward {
  private final ModelSpec spec;
  private final Map<String, float[]> weights = new HashMap<>();

  /**
   * The keys and values of every layer, [layer][row][kvHeads * headDim], and the logits of the rows
   * that were computed, [row][vocabulary].
   */
  public record Result(double[][][] keys, double[][][] values, double[][] logits) {}

  /** Makes the forward of a model. */
  public SlowForward(ModelSpec spec) {
    this.spec = spec;
  }

  /** Computes a whole canvas. */
  public Result whole(int... canvas) {
    int width = spec.kvHeads() * spec.headDim();
    var nothing = new double[spec.layers()][canvas.length][width];
    return rows(0, new Result(nothing, nothing, new double[0][]), canvas);
  }

  /**
   * Computes consecutive rows. They attend to the kept keys and values, but for their own rows.
   *
   * @param first canvas row of the first token
   */
  public Result rows(int first, Result kept, int... tokens) {
    var keys = new double[spec.layers()][][];
    var values = new double[spec.layers()][][];
    var x = new double[tokens.length][];
    for (int i = 0; i < tokens.length; i++) {
      x[i] = row(embedding(), tokens[i], spec.hidden());
    }
    for (int layer = 0; layer < spec.layers(); layer++) {
      var layers = isLlada() ? "model.transformer.blocks." : "model.layers.";
      var prefix = layers + layer + ".";
      var attention = isLlada() ? prefix : prefix + "self_attn.";
      var norm = prefix + (isLlada() ? "attn_norm" : "input_layernorm") + ".weight";
      keys[layer] = kept.keys()[layer].clone();
      values[layer] = kept.values()[layer].clone();
      var queries = new double[tokens.length][];
      for (int i = 0; i < tokens.length; i++) {
        double[] h = normalized(x[i], norm);
        queries[i] = heads(h, attention + "q", spec.heads(), first + i);
        keys[layer][first + i] = heads(h, attention + "k", spec.kvHeads(), first + i);
        values[layer][first + i] = heads(h, attention + "v", spec.kvHeads(), -1);
      }
      for (int i = 0; i < tokens.length; i++) {
        double[] attended = attended(queries[i], keys[layer], values[layer]);
        var output = isLlada() ? prefix + "attn_out.weight" : attention + "o_proj.weight";
        add(x[i], product(attended, output), 1);
        var mlpNorm = prefix + (isLlada() ? "ff_norm" : "post_attention_layernorm") + ".weight";
        add(x[i], feedForward(normalized(x[i], mlpNorm), layer, prefix), 1);
      }
    }
    var finalNorm = isLlada() ? "model.transformer.ln_f.weight" : "model.norm.weight";
    var head = isLlada() ? "model.transformer.ff_out.weight" : "lm_head.weight";
    var logits =
        Arrays.stream(x)
            .map(row -> product(normalized(row, finalNorm), spec.tiedHead() ? embedding() : head))
            .toArray(double[][]::new);
    return new Result(keys, values, logits);
  }

  private boolean isLlada() {
    return spec.architecture() == Architecture.LLADA;
  }

  private String embedding() {
    return isLlada() ? "model.transformer.wte.weight" : "model.embed_tokens.weight";
  }

  /** Projects to heads, normalizes each and rotates it, but for values. */
  private double[] heads(double[] h, String name, int count, int position) {
    double[] all = product(h, name + "_proj.weight");
    if (spec.qkvBias()) {
      add(all, wide(weight(name + "_proj.bias", all.length)), 1);
    }
    int size = spec.headDim();
    var result = new double[0];
    for (int head = 0; head < count; head++) {
      double[] one = Arrays.copyOfRange(all, head * size, (head + 1) * size);
      if (position >= 0 && spec.qkNorm()) {
        one = normalized(one, name + "_norm.weight");
      }
      if (position >= 0) {
        rotate(one, position);
      }
      result = concat(result, one);
    }
    return result;
  }

  /** Rotates the pairs (i, i + d / 2) of the first d dimensions. */
  private void rotate(double[] head, int position) {
    int pairs = spec.rotary().dimensions() / 2;
    for (int i = 0; i < pairs; i++) {
      double angle = position * Math.pow(spec.rotary().theta(), -2.0 * i / (2 * pairs));
      double low = head[i];
      double high = head[i + pairs];
      head[i] = low * Math.cos(angle) - high * Math.sin(angle);
      head[i + pairs] = high * Math.cos(angle) + low * Math.sin(angle);
    }
  }

  private double[] attended(double[] query, double[][] keys, double[][] values) {
    int size = spec.headDim();
    var result = new double[query.length];
    for (int head = 0; head < spec.heads(); head++) {
      int from = head * size;
      int kvFrom = head / (spec.heads() / spec.kvHeads()) * size;
      var scores = new double[keys.length];
      for (int j = 0; j < keys.length; j++) {
        for (int d = 0; d < size; d++) {
          scores[j] += query[from + d] * keys[j][kvFrom + d] / Math.sqrt(size);
        }
      }
      double[] shares = softmax(scores);
      for (int j = 0; j < keys.length; j++) {
        for (int d = 0; d < size; d++) {
          result[from + d] += shares[j] * values[j][kvFrom + d];
        }
      }
    }
    return result;
  }

  private double[] feedForward(double[] h, int layer, String prefix) {
    return switch (spec.feedForwards().get(layer)) {
      case FeedForwardSpec.Dense _ -> mlp(h, isLlada() ? prefix : prefix + "mlp.");
      case FeedForwardSpec.Experts experts -> experts(h, prefix, experts);
    };
  }

  private double[] experts(double[] h, String prefix, FeedForwardSpec.Experts experts) {
    double[] weigh = softmax(product(h, prefix + "mlp.gate.weight"));
    if (experts.hasBias()) {
      add(weigh, wide(weight(prefix + "mlp.expert_bias", weigh.length)), 1);
    }
    var sum = new double[h.length];
    IntStream.range(0, weigh.length)
        .boxed()
        .sorted((a, b) -> Double.compare(weigh[b], weigh[a]))
        .limit(experts.chosen())
        .forEach(i -> add(sum, mlp(h, prefix + "mlp.experts." + i + "."), weigh[i]));
    if (experts.sharedWidth() > 0) {
      add(sum, mlp(h, prefix + "shared_expert."), 1);
    }
    return sum;
  }

  private double[] mlp(double[] h, String prefix) {
    double[] gate = product(h, prefix + (isLlada() ? "ff_proj" : "gate_proj") + ".weight");
    double[] up = product(h, prefix + "up_proj.weight");
    for (int i = 0; i < gate.length; i++) {
      up[i] *= gate[i] / (1 + Math.exp(-gate[i]));
    }
    return product(up, prefix + (isLlada() ? "ff_out" : "down_proj") + ".weight");
  }

  private double[] normalized(double[] x, String name) {
    double scale =
        1 / Math.sqrt(Arrays.stream(x).map(v -> v * v).average().orElseThrow() + spec.normEps());
    float[] weight = weight(name, x.length);
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] * scale * weight[i]).toArray();
  }

  /** Multiplies by a transposed matrix [outputs, inputs]. */
  private double[] product(double[] x, String name) {
    float[] matrix = matrix(name);
    var result = new double[matrix.length / x.length];
    for (int i = 0; i < result.length; i++) {
      for (int j = 0; j < x.length; j++) {
        result[i] += x[j] * matrix[i * x.length + j];
      }
    }
    return result;
  }

  private static double[] softmax(double... scores) {
    double most = Arrays.stream(scores).max().orElseThrow();
    double[] powers = Arrays.stream(scores).map(score -> Math.exp(score - most)).toArray();
    double sum = Arrays.stream(powers).sum();
    return Arrays.stream(powers).map(power -> power / sum).toArray();
  }

  private static void add(double[] x, double[] y, double factor) {
    for (int i = 0; i < x.length; i++) {
      x[i] += factor * y[i];
    }
  }

  private static double[] concat(double[] a, double... b) {
    double[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private double[] row(String name, int index, int width) {
    float[] matrix = matrix(name);
    return wide(Arrays.copyOfRange(matrix, index * width, (index + 1) * width));
  }

  private static double[] wide(float... x) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i]).toArray();
  }

  private float[] matrix(String name) {
    var shape = spec.architecture().tensorNames().shapes(spec).get(name);
    if (shape == null) {
      throw new IllegalArgumentException("the model has no " + name);
    }
    return weight(name, Math.toIntExact(shape.get(0) * shape.get(1)));
  }

  private float[] weight(String name, int count) {
    return weights.computeIfAbsent(name, each -> NamedWeights.values(each, count));
  }
}
