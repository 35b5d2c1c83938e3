package io.sparsed.scheduler;

import java.nio.file.Path;

/**
 * The certificates and the key with which a process proves who it is.
 *
 * @param certificateChain PEM file
 * @param privateKey PEM file, PKCS #8, not encrypted
 */
public record Tls(Path certificateChain, Path privateKey) {}
