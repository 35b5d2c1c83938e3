package io.sparsed.standalone.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.sparsed.v1.GenerateRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A RequestLine is a request of a batch as its file holds it.
 *
 * @param number number of the line, from 1
 * @param request the request; empty if the line holds none
 * @param problem why the line holds no request; empty if it does
 * @param digest digest of the request, whatever the order and the spacing of its fields
 */
record RequestLine(long number, GenerateRequest request, String problem, String digest) {
  private static final int DIGEST_BYTES = 16;

  /**
   * Parses a line.
   *
   * @param model id of the model of a request that names none; empty leaves that to the scheduler
   */
  static RequestLine parse(long number, String text, Optional<String> model) {
    GenerateRequest.Builder request = GenerateRequest.newBuilder();
    try {
      JsonFormat.parser().merge(text, request);
    } catch (InvalidProtocolBufferException e) {
      return new RequestLine(
          number,
          GenerateRequest.getDefaultInstance(),
          "the line is no GenerateRequest: " + e.getMessage(),
          digest(text.strip().getBytes(StandardCharsets.UTF_8)));
    }
    if (request.getModel().isEmpty()) {
      model.ifPresent(request::setModel);
    }
    return new RequestLine(number, request.build(), "", digest(request.build().toByteArray()));
  }

  /** Returns {@code {"line", "digest", "id"}}, by which a result tells its request. */
  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("line", number).put("digest", digest);
    return request.getRequestId().isEmpty() ? json : json.put("id", request.getRequestId());
  }

  private static String digest(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
