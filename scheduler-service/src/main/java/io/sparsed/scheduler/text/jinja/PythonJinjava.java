package io.sparsed.scheduler.text.jinja;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context.Library;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import jinjava.de.odysseus.el.ExpressionFactoryImpl;
import jinjava.de.odysseus.el.tree.TreeStore;
import jinjava.de.odysseus.el.tree.impl.Cache;
import jinjava.javax.el.ExpressionFactory;

/** A PythonJinjava is a Jinjava with expressions of Python and not of Java's EL. */
final class PythonJinjava extends Jinjava {
  private static final long MAX_OUTPUT_CHARS = 64L << 20;
  private static final int MAX_DEPTH = 20;
  private static final int MAX_RANGE = 10_000;
  private static final int MAX_PARSED = 1_000;

  private final ExpressionFactory expressions = expressions();

  private PythonJinjava(JinjavaConfig config) {
    super(config);
  }

  static Jinjava create(Clock clock) {
    PythonJinjava engine = new PythonJinjava(config(clock));
    TemplateFunctions.all().forEach(engine::registerFunction);
    engine.registerTag(new PythonIfTag());
    engine.registerTag(new PlainForTag());
    engine.registerFilter(new PythonTrimFilter());
    engine.registerFilter(new PythonJsonFilter());
    return engine;
  }

  private static JinjavaConfig config(Clock clock) {
    return JinjavaConfig.newBuilder()
        .withTrimBlocks(true)
        .withLstripBlocks(true)
        .withKeepTrailingNewline(true)
        .withNestedInterpretationEnabled(false)
        .withMaxOutputSize(MAX_OUTPUT_CHARS)
        .withMaxRenderDepth(MAX_DEPTH)
        .withMaxMacroRecursionDepth(MAX_DEPTH)
        .withEnableRecursiveMacroCalls(true)
        .withRangeLimit(MAX_RANGE)
        // These tags would read files of the class path.
        .withDisabled(Map.of(Library.TAG, Set.of("include", "import", "from", "extends")))
        .withElResolver(PythonStringResolver.beforeDefaults())
        .withInterperterFactory(new PythonInterpreterFactory())
        .withLocale(Locale.ROOT)
        .withTimeZone(clock.getZone())
        .withDateTimeProvider(clock::millis)
        .withLegacyOverrides(pythonBehavior())
        .build();
  }

  private static LegacyOverrides pythonBehavior() {
    return LegacyOverrides.newBuilder()
        .withEvaluateMapKeys(true)
        .withIterateOverMapKeys(true)
        .withUseNaturalOperatorPrecedence(true)
        .withParseWhitespaceControlStrictly(true)
        .withAllowAdjacentTextNodes(true)
        .withUseTrimmingForNotesAndExpressions(true)
        .withKeepNullableLoopValues(true)
        .withHandleBackslashInQuotesOnly(true)
        .build();
  }

  private static ExpressionFactory expressions() {
    TreeStore parsed = new TreeStore(new PythonSyntax(), new Cache(MAX_PARSED));
    return new ExpressionFactoryImpl(parsed, new PythonTypes());
  }

  @Override
  public ExpressionFactory getExpressionFactory() {
    return expressions;
  }
}
