package io.sparsed.standalone.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.sparsed.standalone.inspect.Inspection.Contents;
import io.sparsed.worker.Compute;
import io.sparsed.worker.attention.AttentionPrecision;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.device.Devices;
import io.sparsed.worker.device.WorkerMemory;
import io.sparsed.worker.model.LinearLayers;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.Peers;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks Java, libtorch, the device and its memory, and ports. */
public final class HostCheck {
  private static final int JAVA = 25;
  private static final Path NVIDIA_DRIVER = Path.of("/proc/driver/nvidia/version");
  private static final double GIBIBYTE = 1 << 30;

  private HostCheck() {}

  /** Checks the Java that runs. */
  public static Finding java() {
    String version = Runtime.version() + ", " + System.getProperty("java.vendor");
    if (Runtime.version().feature() < JAVA) {
      return Finding.problem("java", version, "Set JAVA_HOME to a JDK " + JAVA + ".");
    }
    return HostCheck.class.getModule().isNativeAccessEnabled()
        ? Finding.ok("java", version)
        : Finding.warning(
            "java",
            version + ", without native access",
            "Start it with ./sparsed, or with --enable-native-access=ALL-UNNAMED.");
  }

  /**
   * Checks that libtorch loads, which device it finds, the kernels there, and the memory.
   *
   * @param model checkpoint whose need is compared with the memory; empty compares nothing
   */
  public static List<Finding> device(Compute compute, Optional<Contents> model) {
    Stream<Finding> each =
        compute.devices().stream().flatMap(name -> device(name, compute, model).stream());
    Stream<Finding> all =
        compute.devices().size() == 1 ? Stream.of() : Stream.of(together(compute, model));
    return Stream.concat(each, all).distinct().toList();
  }

  private static Finding together(Compute compute, Optional<Contents> model) {
    try (Devices devices = Devices.open(compute.devices())) {
      model.ifPresent(contents -> Peers.requireDivides(contents.spec(), devices.count()));
      return Finding.ok("devices", devices.count() + " compute each forward together");
    } catch (RuntimeException e) {
      return Finding.problem("devices", String.valueOf(e.getMessage()), "Give other --devices.");
    }
  }

  private static List<Finding> device(String name, Compute compute, Optional<Contents> model) {
    Torch torch;
    try {
      torch = Torch.open(name);
    } catch (IllegalArgumentException e) {
      return List.of(
          Finding.problem("device", String.valueOf(e.getMessage()), "Give another --device."));
    } catch (RuntimeException | LinkageError e) {
      return List.of(
          Finding.problem(
              "libtorch",
              "it cannot be loaded: " + e,
              "Use x86-64 Linux with glibc 2.28 or newer, or set PYTORCH_LIBRARY_PATH to a libtorch"
                  + " of your own."));
    }
    try (torch) {
      List<Finding> findings = new ArrayList<>();
      findings.add(gpu(torch));
      Kernels kernels = Kernels.find(torch, ElementType.BFLOAT16, compute.kernels());
      findings.add(kernels(torch, kernels));
      model.ifPresent(
          contents -> {
            ModelSpec spec = contents.spec();
            AttentionPrecision attention =
                AttentionPrecision.choose(
                    compute.precision() == Precision.FP8, torch, kernels, Peers.NONE.heads(spec));
            if (compute.precision() != Precision.FULL) {
              findings.add(precision(kernels, compute.precision(), attention, spec));
            }
            findings.add(memory(torch, contents, attention, compute.devices().size()));
          });
      return findings;
    }
  }

  private static Finding gpu(Torch torch) {
    if (torch.isGpu()) {
      return Finding.ok("device", torch.deviceName());
    }
    return Files.exists(NVIDIA_DRIVER)
        ? Finding.warning(
            "device",
            "libtorch runs on the CPU, though an NVIDIA driver is here",
            "Leave --device out, or set PYTORCH_LIBRARY_PATH, PYTORCH_VERSION and PYTORCH_FLAVOR"
                + " to a CUDA build of libtorch: docs/docker.md.")
        : Finding.ok("device", "libtorch runs on the CPU; there is no NVIDIA driver");
  }

  private static Finding kernels(Torch torch, Kernels kernels) {
    return torch.isGpu() && kernels instanceof Kernels.Portable(String reason)
        ? Finding.warning("kernels", reason, "Build with mvn -Pcuda, or give --kernels-library.")
        : Finding.ok("kernels", kernels.description());
  }

  private static Finding precision(
      Kernels kernels, Precision asked, AttentionPrecision attention, ModelSpec spec) {
    LinearLayers linear = LinearLayers.choose(asked, kernels, spec);
    String found = asked + linear.description() + attention.description();
    return linear instanceof LinearLayers.NotInFp8
            || attention instanceof AttentionPrecision.NotInFp8
        ? Finding.warning("precision", found, "Ask for what serves, or leave --precision out.")
        : Finding.ok("precision", found);
  }

  private static Finding memory(
      Torch torch, Contents model, AttentionPrecision attention, int devices) {
    int tokens = model.spec().contextLength();
    WorkerMemory need =
        torch.isGpu() ? model.onGpu(attention, tokens, devices) : model.onCpu(tokens, devices);
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long free = torch.isGpu() ? torch.freeGpuBytes() : system.getFreeMemorySize();
    long most = torch.isGpu() ? free : system.getTotalMemorySize();
    String found =
        "%.1f GiB are free on %s; the model needs %s"
            .formatted(free / GIBIBYTE, torch.deviceName(), need.description());
    if (need.total() > most) {
      return Finding.problem(
          "memory", found, "Use a larger machine, a smaller --dtype, or shorter canvases.");
    }
    return need.total() > free
        ? Finding.warning("memory", found, "End other processes before the worker starts.")
        : Finding.ok("memory", found);
  }

  /** Checks that a server could listen on a port. */
  public static Finding port(String host, int port) {
    String subject = "port " + port;
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return Finding.ok(subject, "it is free on " + host);
    } catch (IOException | IllegalArgumentException e) {
      return Finding.warning(
          subject,
          "no server can listen on %s: %s".formatted(host, e.getMessage()),
          "End what listens there, unless it is the server you mean, or give another --port.");
    }
  }
}
