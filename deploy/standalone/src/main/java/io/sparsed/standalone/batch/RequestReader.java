package io.sparsed.standalone.batch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the requests of a file; blank lines do not count. One thread owns it. */
final class RequestReader implements Iterator<RequestLine>, AutoCloseable {
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final BufferedReader lines;
  private final Optional<String> model;
  private long number;
  private @Nullable String text = "";

  /**
   * Opens a file.
   *
   * @param model id of the model of requests that name none
   * @throws UncheckedIOException like every method, if the file cannot be read
   */
  RequestReader(Path input, Optional<String> model) throws IOException {
    this.lines = Files.newBufferedReader(input);
    this.model = model;
    advance();
  }

  private void advance() {
    try {
      do {
        text = lines.readLine();
        number++;
        if (text != null && number == 1 && text.startsWith(BYTE_ORDER_MARK)) {
          text = text.substring(1);
        }
      } while (text != null && text.isBlank());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Passes over requests, and returns how many there were, at most {@code most}. */
  long skip(long most) {
    long skipped = 0;
    for (; skipped < most && text != null; skipped++) {
      advance();
    }
    return skipped;
  }

  @Override
  public boolean hasNext() {
    return text != null;
  }

  @Override
  public RequestLine next() {
    if (text == null) {
      throw new NoSuchElementException("no request is left");
    }
    RequestLine request = RequestLine.parse(number, text, model);
    advance();
    return request;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
