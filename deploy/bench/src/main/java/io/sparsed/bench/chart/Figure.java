package io.sparsed.bench.chart;

/**
 * A picture with a name.
 *
 * @param name name of its file, without ending
 * @param caption what it shows, in words
 * @param svg SVG element, for a file of its own or the inside of a page
 */
public record Figure(String name, String caption, String svg) {}
