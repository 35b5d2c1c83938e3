package io.sparsed.standalone.batch;

import io.sparsed.standalone.failure.FileProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A ResultsFile is a file of lines that survives a killed process: a line counts once its newline
 * is on the disk. One thread of one process owns it.
 */
public final class ResultsFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final FileChannel channel;

  /** True if it can be read, cut and forced to the disk, unlike a device or a pipe. */
  private final boolean isRegular;

  private long linesFound;

  private ResultsFile(Path path) throws IOException {
    this.path = path;
    this.isRegular = !Files.exists(path) || Files.isRegularFile(path);
    this.channel =
        isRegular
            ? FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)
            : FileChannel.open(path, StandardOpenOption.WRITE);
  }

  /** A Check looks at a file before an incomplete last line is cut. */
  @FunctionalInterface
  public interface Check {
    /**
     * Throws if the file is not what it should be.
     *
     * @param lines number of complete lines
     */
    void of(long lines) throws IOException;
  }

  /**
   * Opens or creates the file, and cuts an incomplete last line.
   *
   * @throws IOException if it cannot be written, or another process has it open
   */
  public static ResultsFile open(Path path) throws IOException {
    return open(path, _ -> {});
  }

  /**
   * Opens or creates the file, checks it, and cuts an incomplete last line.
   *
   * @throws IOException if it cannot be written, or another process has it open
   */
  public static ResultsFile open(Path path, Check check) throws IOException {
    return FileProblem.named(
        "write",
        path,
        () -> {
          ResultsFile file = new ResultsFile(path);
          try {
            file.prepare(check);
            return file;
          } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
          }
        });
  }

  private void prepare(Check check) throws IOException {
    if (isRegular) {
      if (!lock(channel)) {
        throw new IOException("another batch is writing it");
      }
      long end = endOfLastLine();
      check.of(linesFound);
      channel.truncate(end);
      channel.position(end);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // By this process.
      return false;
    }
  }

  private long endOfLastLine() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long end = 0;
    while (channel.read(buffer) > 0) {
      long bufferStart = channel.position() - buffer.flip().remaining();
      while (buffer.hasRemaining()) {
        if (buffer.get() == '\n') {
          linesFound++;
          end = bufferStart + buffer.position();
        }
      }
      buffer.clear();
    }
    return end;
  }

  /** Returns the number of complete lines that the file had when it was opened. */
  public long linesFound() {
    return linesFound;
  }

  /** Appends a line, which must not contain a newline, and waits until it is on the disk. */
  public void append(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    var _ =
        FileProblem.named(
            "write",
            path,
            () -> {
              while (bytes.hasRemaining()) {
                channel.write(bytes);
              }
              if (isRegular) {
                channel.force(false);
              }
              return path;
            });
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
