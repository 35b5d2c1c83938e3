package io.sparsed.scheduler.text;

/**
 * Thrown when the checkpoint's chat template is broken, or does what a rendering may not. The
 * conversation is not the reason.
 */
public final class BrokenTemplateException extends RuntimeException {
  BrokenTemplateException(String problem) {
    super("Send text or tokens: the model's chat template cannot be rendered: " + problem);
  }
}
