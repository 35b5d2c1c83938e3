package io.sparsed.worker.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes TorchScript source as the archive that {@code torch.jit.save} would write for a class
 * without parameters. The archive is a zip of stored entries; libtorch compiles the source when it
 * loads it, so no Python is needed.
 */
final class TorchScriptArchive {
  private static final String CLASS_HEADER =
      """
      class M(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
      """;

  /** A protocol-2 pickle of one {@code __torch__.M} whose state is {@code {"training": False}}. */
  private static final byte[] OBJECT =
      latin1("\u0080\u0002c__torch__\nM\n)\u0081}(X\u0008\0\0\0training\u0089ub.");

  /** A protocol-2 pickle of the empty tuple. */
  private static final byte[] NO_CONSTANTS = latin1("\u0080\u0002).");

  private TorchScriptArchive() {}

  /**
   * Packs a class with the given methods.
   *
   * @param methods TorchScript method definitions at the left margin, one of them named {@code
   *     forward}
   * @return the bytes of the archive
   */
  static byte[] of(String methods) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "m/data.pkl", OBJECT);
      put(zip, "m/constants.pkl", NO_CONSTANTS);
      put(
          zip,
          "m/code/__torch__.py",
          (CLASS_HEADER + methods.indent(2)).getBytes(StandardCharsets.UTF_8));
      put(zip, "m/version", latin1("6\n"));
      put(zip, "m/byteorder", latin1("little"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] data) throws IOException {
    var entry = new ZipEntry(name);
    var crc = new CRC32();
    crc.update(data);
    entry.setSize(data.length);
    entry.setCompressedSize(data.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(data);
    zip.closeEntry();
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
