package io.sparsed.standalone.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A ResultsFile is a file of lines that survives a killed process: a line counts once its newline
 * is on the disk. One thread of one process owns it.
 */
public final class ResultsFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final FileChannel channel;
  private final long linesFound;

  private ResultsFile(FileChannel channel, long linesFound) {
    this.channel = channel;
    this.linesFound = linesFound;
  }

  /**
   * Opens or creates the file, and cuts an incomplete last line.
   *
   * @throws IOException if it cannot be written, or another process has it open
   */
  public static ResultsFile open(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (!lock(channel)) {
        throw new IOException(path + " is being written by another batch");
      }
      return new ResultsFile(channel, cutTornLine(channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
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

  private static long cutTornLine(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long lines = 0;
    long end = 0;
    while (channel.read(buffer) > 0) {
      long bufferStart = channel.position() - buffer.flip().remaining();
      while (buffer.hasRemaining()) {
        if (buffer.get() == '\n') {
          lines++;
          end = bufferStart + buffer.position();
        }
      }
      buffer.clear();
    }
    channel.truncate(end);
    channel.position(end);
    return lines;
  }

  /** Returns the number of complete lines that the file had when it was opened. */
  public long linesFound() {
    return linesFound;
  }

  /** Appends a line, which must not contain a newline, and waits until it is on the disk. */
  public void append(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
