package io.sparsed.scheduler.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entry of a client's token in a tokens file. The token itself is random and long, so its plain
 * digest does not give it away.
 *
 * @param name name of the client, which logs and metrics tell
 * @param sha256 digest of the token, in hexadecimal digits
 */
public record ClientToken(String name, String sha256) {
  private static final Pattern LINE =
      Pattern.compile("([A-Za-z0-9._-]{1,64})\\s+sha256:([0-9a-f]{64})");
  private static final int RANDOM_BYTES = 32;

  /** Returns the entry of a token. */
  public static ClientToken of(String name, String token) {
    return parse(name + " sha256:" + digest(token));
  }

  /**
   * Reads a line of a tokens file.
   *
   * @throws IllegalArgumentException if it is not "NAME sha256:DIGEST"; the message does not echo
   *     it, since it may hold a token
   */
  static ClientToken parse(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "not NAME sha256:DIGEST, with up to 64 letters, digits, dots, dashes and underscores");
    }
    return new ClientToken(matcher.group(1), matcher.group(2));
  }

  /** Returns a new random token. */
  public static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return "sparsed_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Returns the entry's line in a tokens file. */
  public String line() {
    return name + " sha256:" + sha256;
  }

  /** Compares in constant time, so that a caller cannot measure how much of a guess is right. */
  boolean isOf(String digest) {
    return MessageDigest.isEqual(sha256.getBytes(UTF_8), digest.getBytes(UTF_8));
  }

  static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
