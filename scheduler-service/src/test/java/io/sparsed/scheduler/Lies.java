package io.sparsed.scheduler;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sparsed.scheduler.HostileWorker.Lie;
import io.sparsed.v1.DescribeResponse;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.v1.GetPatternResponse;
import io.sparsed.v1.GetTokenizerResponse;
import io.sparsed.v1.PatternHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The lies of hostile workers by their names. */
final class Lies {

  private static final byte[] ZEROS = new byte[8];
  private static final byte[] ONES = {-1, -1, -1, -1, -1, -1, -1, -1};

  private Lies() {}

  /** Returns descriptions that no worker can have. */
  static Map<String, Lie> ofDescribe() {
    Map<String, Lie> lies = new LinkedHashMap<>();
    describe(lies, "negative max_canvas_length", answer -> answer.setMaxCanvasLength(-1));
    describe(lies, "huge max_canvas_length", answer -> answer.setMaxCanvasLength(1 << 30));
    describe(lies, "no max_canvas_length", answer -> answer.setMaxCanvasLength(0));
    describe(lies, "2^31-1 layers", answer -> answer.setLayers(Integer.MAX_VALUE));
    describe(lies, "layers times heads overflow", answer -> answer.setLayers(60_000).setHeads(2));
    describe(lies, "no layers", answer -> answer.setLayers(0));
    describe(lies, "-1 heads", answer -> answer.setHeads(-1));
    describe(lies, "huge head_dim", answer -> answer.setHeadDim(Integer.MAX_VALUE));
    describe(lies, "no vocabulary", answer -> answer.setVocabSize(0));
    describe(lies, "negative vocabulary", answer -> answer.setVocabSize(Integer.MIN_VALUE));
    describe(lies, "no context", answer -> answer.setContextLength(0));
    describe(lies, "mask beyond the vocabulary", answer -> answer.setMaskTokenId(1 << 20));
    describe(lies, "mask of 2^32-1", answer -> answer.setMaskTokenId(-1));
    describe(lies, "no mask", DescribeResponse.Builder::clearMaskTokenId);
    describe(lies, "eos beyond the vocabulary", answer -> answer.addEosTokenIds(512));
    describe(lies, "FLOPs of NaN", answer -> answer.setFlopsPerToken(Double.NaN));
    describe(lies, "infinite FLOPs", answer -> answer.setFlopsPerToken(1 / 0.0));
    describe(lies, "1e300 FLOPs", answer -> answer.setFlopsPerTokenPair(1e300));
    describe(lies, "negative FLOPs", answer -> answer.setFlopsPerTokenPair(-1));
    describe(lies, "no FLOPs", answer -> answer.setFlopsPerToken(0));
    describe(lies, "no model id", answer -> answer.setModel(""));
    describe(lies, "endless model id", answer -> answer.setModel("m".repeat(1_000_000)));
    describe(lies, "id that colours terminals", answer -> answer.setModel("m\u001b[31m"));
    describe(lies, "id of two lines", answer -> answer.setModel("m\nERROR all is lost"));
    describe(lies, "id that turns text around", answer -> answer.setModel("m\u202edlrow"));
    describe(lies, "no fingerprint", answer -> answer.setFingerprint(""));
    describe(lies, "fingerprint of two lines", answer -> answer.setFingerprint("a\r\nb"));
    describe(lies, "device of two lines", answer -> answer.setDevice("cpu\n"));
    describe(lies, "unknown architecture", answer -> answer.setArchitecture("\u001b]0;x\u0007"));
    describe(lies, "nothing", DescribeResponse.Builder::clear);
    lies.put(
        "silence",
        new Lie() {
          @Override
          public void describe(DescribeResponse truth, StreamObserver<DescribeResponse> answer) {}
        });
    return lies;
  }

  /** Returns answers to forwards that are wrong by themselves. */
  static Map<String, Lie> ofForward() {
    Map<String, Lie> lies = new LinkedHashMap<>();
    forward(lies, "no tokens", ForwardResponse.Builder::clearTokenIds);
    forward(lies, "one token too many", answer -> answer.addTokenIds(1));
    forward(lies, "no confidences", ForwardResponse.Builder::clearConfidences);
    forward(lies, "a million proposals", Lies::million);
    forward(lies, "token beyond the vocabulary", answer -> answer.setTokenIds(0, 512));
    forward(lies, "token of 2^32-1", answer -> answer.setTokenIds(0, -1));
    forward(lies, "confidence NaN", answer -> answer.setConfidences(0, Double.NaN));
    forward(lies, "confidence infinite", answer -> answer.setConfidences(0, 1 / 0.0));
    forward(lies, "confidence 1e308", answer -> answer.setConfidences(0, 1e308));
    forward(lies, "confidence -0.5", answer -> answer.setConfidences(0, -0.5));
    forward(lies, "confidence 1.5", answer -> answer.setConfidences(0, 1.5));
    forward(lies, "queued for ever", answer -> answer.setQueued(time(Long.MAX_VALUE, 0)));
    forward(lies, "computed for ever", answer -> answer.setCompute(time(Long.MAX_VALUE, 999)));
    forward(
        lies,
        "both for ever",
        answer -> answer.setQueued(time(Long.MAX_VALUE, 0)).setCompute(time(Long.MAX_VALUE, 0)));
    forward(lies, "negative seconds", answer -> answer.setQueued(time(-1, 0)));
    forward(lies, "least seconds", answer -> answer.setCompute(time(Long.MIN_VALUE, 0)));
    forward(lies, "negative nanoseconds", answer -> answer.setCompute(time(0, -1)));
    forward(lies, "longer than the call", answer -> answer.setCompute(time(3600, 0)));
    forward(lies, "attended NaN", answer -> answer.setAttended(Double.NaN));
    forward(lies, "attended to nothing", answer -> answer.setAttended(0));
    forward(lies, "attended to more than all", answer -> answer.setAttended(1.5));
    forward(lies, "a pattern unasked", answer -> answer.setPattern(PatternHeader.newBuilder()));
    forward(lies, "logits unasked", answer -> answer.addLogits(1));
    forward(lies, "nothing", ForwardResponse.Builder::clear);
    for (Status.Code code :
        List.of(
            Status.Code.UNAUTHENTICATED,
            Status.Code.PERMISSION_DENIED,
            Status.Code.UNIMPLEMENTED,
            Status.Code.NOT_FOUND,
            Status.Code.OUT_OF_RANGE,
            Status.Code.INVALID_ARGUMENT,
            Status.Code.ALREADY_EXISTS,
            Status.Code.FAILED_PRECONDITION,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.INTERNAL,
            Status.Code.UNKNOWN,
            Status.Code.DATA_LOSS)) {
      fails(lies, code.toString(), answer -> answer.onError(code.toStatus().asException()));
    }
    fails(
        lies,
        "an error of many lines and colours",
        answer ->
            answer.onError(
                Status.INTERNAL
                    .withDescription("\u001b[2J\nERROR ".repeat(200))
                    .asRuntimeException()));
    fails(lies, "trailers larger than allowed", answer -> answer.onError(hugeTrailers()));
    fails(lies, "success without an answer", StreamObserver::onCompleted);
    forwardTwice(lies);
    raw(lies, "bytes that are no message", truth -> new byte[] {(byte) 0xff, 1, 2, 3});
    raw(lies, "half a message", truth -> Arrays.copyOf(truth, truth.length / 2));
    raw(lies, "17 MiB", truth -> new byte[17 << 20]);
    return lies;
  }

  /** Returns answers that come too late, or excuses that never end. */
  static Map<String, Lie> ofNoAnswer() {
    Map<String, Lie> lies = new LinkedHashMap<>();
    fails(lies, "silence", answer -> {});
    for (Status.Code code :
        List.of(
            Status.Code.UNAVAILABLE,
            Status.Code.CANCELLED,
            Status.Code.ABORTED,
            Status.Code.DEADLINE_EXCEEDED)) {
      fails(lies, code.toString(), answer -> answer.onError(code.toStatus().asException()));
    }
    for (String reason : List.of("WORKER_BUSY", "PATTERN_MISSING", "OTHER_MODEL")) {
      Status.Code code =
          reason.equals("WORKER_BUSY")
              ? Status.Code.RESOURCE_EXHAUSTED
              : Status.Code.FAILED_PRECONDITION;
      fails(lies, reason, answer -> answer.onError(Errors.status(code, reason)));
    }
    return lies;
  }

  /** Returns patterns that the rule cannot make. */
  static Map<String, Lie> ofPattern() {
    Map<String, Lie> lies = new LinkedHashMap<>();
    words(lies, "empty rows", words -> fill(words, ZEROS));
    words(lies, "all ones", words -> fill(words, ONES));
    words(lies, "one empty row", words -> ByteString.copyFrom(ZEROS).concat(words.substring(8)));
    words(lies, "one full row", words -> words.substring(8).concat(ByteString.copyFrom(ONES)));
    words(lies, "a bit beyond the blocks", Lies::beyond);
    words(lies, "one row too few", words -> words.substring(8));
    words(lies, "one row too many", words -> words.concat(words.substring(0, 8)));
    words(lies, "half a word", words -> words.substring(0, 4));
    words(lies, "a million rows", words -> ByteString.copyFrom(new byte[8 << 20]));
    header(lies, "another id", header -> header.setPatternId("p"));
    header(lies, "more layers", header -> header.setLayers(header.getLayers() + 1));
    header(lies, "536 MB", header -> header.setLayers(1 << 20));
    header(lies, "negative heads", header -> header.setHeads(-1));
    header(lies, "no blocks", header -> header.setBlocks(0));
    parts(lies, "no header", parts -> parts.subList(1, parts.size()));
    parts(lies, "two headers", parts -> List.of(parts.getFirst(), parts.getFirst()));
    parts(lies, "no words", parts -> parts.subList(0, 1));
    parts(lies, "nothing", parts -> List.of());
    parts(lies, "an empty part", parts -> List.of(GetPatternResponse.getDefaultInstance()));
    parts(
        lies,
        "an empty chunk",
        parts ->
            List.of(
                parts.getFirst(),
                GetPatternResponse.newBuilder().setWords(ByteString.EMPTY).build()));
    return lies;
  }

  /** Returns tokenizer files that cannot be used. */
  static Map<String, Lie> ofTokenizer() {
    Map<String, Lie> lies = new LinkedHashMap<>();
    tokenizer(lies, "silence", (truth, answer) -> answer.onNext(truth.getFirst()));
    tokenizer(lies, "endless", (truth, answer) -> endless(answer, chunk("tokenizer.json", 1)));
    tokenizer(lies, "endless empty chunks", (truth, answer) -> endless(answer, chunk("a", 0)));
    tokenizer(lies, "nothing", (truth, answer) -> answer.onCompleted());
    tokenizer(lies, "broken", (truth, answer) -> all(answer, chunk("tokenizer.json", 10)));
    tokenizer(lies, "path for a name", (truth, answer) -> all(answer, chunk("../a", 10)));
    tokenizer(lies, "no name", (truth, answer) -> all(answer, chunk("", 10)));
    tokenizer(
        lies,
        "the same file twice",
        (truth, answer) -> all(answer, chunk("a", 1), chunk("b", 1), chunk("a", 1)));
    tokenizer(
        lies,
        "thousands of files",
        (truth, answer) -> {
          for (int i = 0; i < 10_000; i++) {
            answer.onNext(chunk("file" + i, 1));
          }
          answer.onCompleted();
        });
    tokenizer(
        lies,
        "65 MiB",
        (truth, answer) -> {
          for (int i = 0; i < 65; i++) {
            answer.onNext(chunk("tokenizer.json", 1 << 20));
          }
          answer.onCompleted();
        });
    tokenizer(
        lies,
        "an error",
        (truth, answer) -> answer.onError(Status.UNAUTHENTICATED.asRuntimeException()));
    return lies;
  }

  private static void describe(
      Map<String, Lie> lies, String name, Consumer<DescribeResponse.Builder> change) {
    lies.put(
        name,
        new Lie() {
          @Override
          public void describe(DescribeResponse truth, StreamObserver<DescribeResponse> answer) {
            DescribeResponse.Builder changed = truth.toBuilder();
            change.accept(changed);
            answer.onNext(changed.build());
            answer.onCompleted();
          }
        });
  }

  private static void forward(
      Map<String, Lie> lies, String name, Consumer<ForwardResponse.Builder> change) {
    lies.put(
        name,
        new Lie() {
          @Override
          public void forward(
              ForwardRequest asked, ForwardResponse truth, StreamObserver<ForwardResponse> answer) {
            ForwardResponse.Builder changed = truth.toBuilder();
            change.accept(changed);
            answer.onNext(changed.build());
            answer.onCompleted();
          }
        });
  }

  private static void fails(
      Map<String, Lie> lies, String name, Consumer<StreamObserver<ForwardResponse>> failure) {
    lies.put(
        name,
        new Lie() {
          @Override
          public void forward(
              ForwardRequest asked, ForwardResponse truth, StreamObserver<ForwardResponse> answer) {
            failure.accept(answer);
          }
        });
  }

  private static void forwardTwice(Map<String, Lie> lies) {
    lies.put(
        "two answers",
        new Lie() {
          @Override
          public void forward(
              ForwardRequest asked, ForwardResponse truth, StreamObserver<ForwardResponse> answer) {
            answer.onNext(truth);
            answer.onNext(truth);
            answer.onCompleted();
          }
        });
  }

  private static void raw(Map<String, Lie> lies, String name, UnaryOperator<byte[]> change) {
    lies.put(
        name,
        new Lie() {
          @Override
          public byte[] forwardBytes(byte[] truth) {
            return change.apply(truth);
          }
        });
  }

  private static void parts(
      Map<String, Lie> lies, String name, UnaryOperator<List<GetPatternResponse>> change) {
    lies.put(
        name,
        new Lie() {
          @Override
          public void pattern(
              List<GetPatternResponse> truth, StreamObserver<GetPatternResponse> answer) {
            change.apply(truth).forEach(answer::onNext);
            answer.onCompleted();
          }
        });
  }

  private static void words(Map<String, Lie> lies, String name, UnaryOperator<ByteString> change) {
    parts(
        lies,
        name,
        parts -> {
          List<GetPatternResponse> changed = new ArrayList<>(parts.subList(0, 1));
          ByteString words = change.apply(parts.get(1).getWords());
          changed.add(GetPatternResponse.newBuilder().setWords(words).build());
          return changed;
        });
  }

  private static void header(
      Map<String, Lie> lies, String name, Consumer<PatternHeader.Builder> change) {
    parts(
        lies,
        name,
        parts -> {
          PatternHeader.Builder header = parts.getFirst().getHeader().toBuilder();
          change.accept(header);
          List<GetPatternResponse> changed = new ArrayList<>(parts);
          changed.set(0, GetPatternResponse.newBuilder().setHeader(header).build());
          return changed;
        });
  }

  private static void tokenizer(
      Map<String, Lie> lies,
      String name,
      BiConsumer<List<GetTokenizerResponse>, StreamObserver<GetTokenizerResponse>> answers) {
    lies.put(
        name,
        new Lie() {
          @Override
          public void tokenizer(
              List<GetTokenizerResponse> truth, StreamObserver<GetTokenizerResponse> answer) {
            answers.accept(truth, answer);
          }
        });
  }

  private static void all(
      StreamObserver<GetTokenizerResponse> answer, GetTokenizerResponse... chunks) {
    Arrays.stream(chunks).forEach(answer::onNext);
    answer.onCompleted();
  }

  /** Sends as much as the scheduler takes until it ends the call. */
  private static void endless(
      StreamObserver<GetTokenizerResponse> answer, GetTokenizerResponse chunk) {
    var call = (ServerCallStreamObserver<GetTokenizerResponse>) answer;
    call.setOnCancelHandler(() -> {});
    call.setOnReadyHandler(
        () -> {
          while (call.isReady() && !call.isCancelled()) {
            call.onNext(chunk);
          }
        });
  }

  private static GetTokenizerResponse chunk(String file, int bytes) {
    return GetTokenizerResponse.newBuilder()
        .setFileName(file)
        .setData(ByteString.copyFrom(new byte[bytes]))
        .build();
  }

  private static ByteString fill(ByteString words, byte... word) {
    ByteString filled = ByteString.EMPTY;
    for (int i = 0; i < words.size(); i += word.length) {
      filled = filled.concat(ByteString.copyFrom(word));
    }
    return filled;
  }

  /** Moves the last row's last block beyond the canvas, so that its number of blocks is right. */
  private static ByteString beyond(ByteString words) {
    byte[] changed = words.toByteArray();
    int last = changed.length - Long.BYTES;
    changed[last] = (byte) (changed[last] & (changed[last] - 1));
    changed[changed.length - 1] |= (byte) 0x80;
    return ByteString.copyFrom(changed);
  }

  private static void million(ForwardResponse.Builder answer) {
    for (int i = 0; i < 1_000_000; i++) {
      answer.addTokenIds(1).addConfidences(0.5);
    }
  }

  private static Throwable hugeTrailers() {
    Metadata trailers = new Metadata();
    trailers.put(Metadata.Key.of("x", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(100_000));
    return Status.INTERNAL.asRuntimeException(trailers);
  }

  private static Duration time(long seconds, int nanos) {
    return Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }
}
