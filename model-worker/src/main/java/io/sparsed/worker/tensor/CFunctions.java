package io.sparsed.worker.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The CFunctions of a C library are found by their names. Pointers are passed as 64-bit numbers,
 * because most are addresses in a GPU's memory.
 */
public final class CFunctions {
  private final SymbolLookup symbols;

  private CFunctions(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /**
   * Loads a library file for the life of the process.
   *
   * @throws IllegalArgumentException if it cannot be loaded
   */
  @SuppressWarnings("restricted") // native access is granted to this application by its launcher
  public static CFunctions of(Path library) {
    return new CFunctions(SymbolLookup.libraryLookup(library, Arena.global()));
  }

  /**
   * Loads a library that the system's loader finds by name, for the life of the process.
   *
   * @throws IllegalArgumentException if it cannot be loaded
   */
  @SuppressWarnings("restricted")
  public static CFunctions of(String name) {
    return new CFunctions(SymbolLookup.libraryLookup(name, Arena.global()));
  }

  /** Returns the functions of C itself, as far as this system has them. */
  static CFunctions ofC() {
    return new CFunctions(Linker.nativeLinker().defaultLookup());
  }

  /** Returns a function whose result is an {@code int}, if the library has it. */
  Optional<MethodHandle> find(String name, MemoryLayout... parameters) {
    return symbols.find(name).map(_ -> function(name, parameters));
  }

  /**
   * Returns a function whose result is an {@code int}.
   *
   * @throws java.util.NoSuchElementException if the library lacks it
   */
  public MethodHandle function(String name, MemoryLayout... parameters) {
    return function(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
  }

  /**
   * Returns a function.
   *
   * @throws java.util.NoSuchElementException if the library lacks it
   */
  @SuppressWarnings("restricted")
  public MethodHandle function(String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), descriptor);
  }

  /** A call into C. */
  @FunctionalInterface
  public interface Call<T> {
    T run() throws Throwable;
  }

  /** Runs a call. A C function throws nothing, so a checked exception is a bug. */
  public static <T> T call(Call<T> call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
