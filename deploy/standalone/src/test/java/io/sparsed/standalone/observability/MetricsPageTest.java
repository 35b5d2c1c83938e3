package io.sparsed.standalone.observability;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of metrics in docs/operations.md, and what the servers expose. */
class MetricsPageTest {
  private static final Path PAGE = Path.of("../../docs/operations.md");

  @Test
  void metrics_ofThePageAndOfRealServers_areTheSame() throws Exception {
    try (Deployment servers = new Deployment()) {
      servers.generate();
      String scheduler = Deployment.get(servers.schedulerMetrics(), "/metrics");
      String worker = Deployment.get(servers.workerMetrics(), "/metrics");
      String scrape = scheduler + worker;
      Set<String> exposed = all("(?m)^# TYPE (\\S+)", scrape);
      assertThat(all("(?m)^# HELP (\\S+) \\S", scrape)).isEqualTo(exposed);
      assertThat(exposed).contains("jvm_threads_current", "process_open_fds");

      Set<String> own = all("(?m)^# TYPE (sparsed_\\S+)", scrape);
      own.removeIf(name -> name.endsWith("_max"));

      assertThat(exposed).allMatch(name -> name.matches("(sparsed|jvm|process)_.*"));
      assertThat(all("(?m)^\\| `(sparsed_\\w+)` \\|", Files.readString(PAGE))).isEqualTo(own);
      assertThat(scrape)
          .containsPattern("sparsed_steps_total\\{attention=\"sparse\".*} [1-9]")
          .containsPattern("sparsed_requests_total\\{code=\"OK\",model=\"demo\"} [1-9]")
          .contains("sparsed_requests_total{code=\"INVALID_ARGUMENT\",model=\"demo\"} 0");
      Promtool.run(scheduler, "check", "metrics");
      Promtool.run(worker, "check", "metrics");
    }
  }

  private static Set<String> all(String regex, String text) {
    return Pattern.compile(regex)
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(toCollection(TreeSet::new));
  }
}
