package io.sparsed.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.TakesScreenshot;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;

/** The page in a real browser. */
class PageTest {
  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Duration HANGS = Duration.ofSeconds(60);

  private static @Nullable DemoGateway gateway;
  private static @Nullable ChromeDriver browser;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
        "needs Debian's chromium and chromium-driver");
    gateway = new DemoGateway();
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER.toFile());
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
    options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
    browser = new ChromeDriver(service, options);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.quit();
    }
    if (gateway != null) {
      gateway.close();
    }
  }

  @BeforeEach
  void open() {
    browser().manage().window().setSize(new Dimension(1400, 950));
    browser().get(gateway().url());
    until(() -> find("#model").getText().startsWith("demo"));
  }

  @Test
  void question_typed_isAnsweredWhileTheCanvasFills() throws Exception {
    set("max_tokens", "32");
    find("#prompt").sendKeys(DemoGateway.QUESTION, Keys.ENTER);

    until(() -> status().equals("Answer: " + DemoGateway.ANSWER));
    assertThat(find("#log .assistant .content").getText()).isEqualTo(DemoGateway.ANSWER);
    assertThat(all(".canvas i")).hasSize(32);
    assertThat(all(".canvas i.done")).isNotEmpty();
    assertThat(find(".canvas").getAttribute("aria-label")).contains("of 32 tokens written");
    assertThat(find(".text").getText()).startsWith(DemoGateway.ANSWER);
    assertThat(all(".line i")).isNotEmpty();
    assertThat(find(".line").getAttribute("aria-label")).contains("1 pattern");
    assertThat(browser().switchTo().activeElement().getAttribute("id")).isEqualTo("prompt");
    assertThat(browser().manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    screenshot("page");
  }

  @Test
  void pattern_ofALayerAndHead_isDrawnAndToldInWords() throws Exception {
    browser().manage().window().setSize(new Dimension(1400, 1400)); // the picture is kept whole
    set("max_tokens", "64");
    choose("#sparse\\.block_size", "16");
    find(".attention summary").click();
    assertThat(find("figcaption").getText()).contains("next answer");
    String facts = "The code for the blue door is 4821. ".repeat(12);
    find("#prompt").sendKeys(facts + DemoGateway.QUESTION, Keys.ENTER);
    until(() -> status().startsWith("Answer"));

    String first = picture();
    assertThat(find("figcaption").getText()).contains("16 tokens each").contains("A query keeps");
    choose(".attention .layer", "5");
    choose(".attention .head", "3");

    assertThat(find(".attention canvas").getAttribute("aria-label"))
        .isEqualTo("Pattern of layer 5, head 3");
    assertThat(picture()).isNotEqualTo(first);
    keep("pattern", find(".attention"));
    assertNoProblem();
  }

  @Test
  void colour_byConfidence_isToldInWordsToo() {
    set("max_tokens", "32");
    find("#prompt").sendKeys(DemoGateway.QUESTION, Keys.ENTER);
    until(() -> status().startsWith("Answer"));
    String byStep = colourOfTheFirstToken();

    choose(".colour", "by confidence");

    assertThat(find(".key").getText()).contains("unsure").contains("sure");
    assertThat(colourOfTheFirstToken()).isNotEqualTo(byStep);
    assertThat(find(".canvas").getAttribute("aria-label"))
        .containsPattern("confidence \\d+ % on average, \\d+ % at least");
    assertNoProblem();
  }

  @Test
  void openLength_canvas_growsByBlocks() {
    set("max_gen_length", "128");
    set("block_length", "8");
    find("#prompt").sendKeys(DemoGateway.QUESTION, Keys.ENTER);

    until(() -> status().equals("Answer: " + DemoGateway.ANSWER));
    assertThat(all(".canvas i").size() % 8).isZero();
    assertThat(all(".canvas i")).hasSizeBetween(16, 120);
    assertNoProblem();
  }

  @Test
  void settings_ofAnotherFamily_areNotOffered() {
    browser().executeScript("document.querySelector('details').open = true");

    assertThat(find("#cfg_scale").isDisplayed()).isTrue();
    assertThat(find("#top_p").isDisplayed()).isFalse();
    assertThat(find("#unmasking").getText()).contains("low confidence").doesNotContain("entropy");
  }

  @Test
  void answer_stopped_endsTheGeneration() {
    for (String setting : List.of("max_tokens", "steps", "block_length")) {
      set(setting, "512");
    }
    find("#prompt").sendKeys(DemoGateway.QUESTION, Keys.ENTER);
    until(() -> !all(".canvas i.done").isEmpty());

    find("#stop").click();

    until(() -> status().equals("Stopped."));
    await().until(() -> gateway().scheduler().requests() == 0);
    assertThat(find("#stop").isEnabled()).isFalse();
  }

  @Test
  void settings_compared_runSideBySide() throws Exception {
    dark("dark");
    set("max_tokens", "64");
    find("#compare").click();
    all(".run option[value=balanced]").get(1).click(); // fast may need one step only
    find("#prompt").sendKeys(DemoGateway.QUESTION, Keys.ENTER);

    until(() -> status().startsWith("Answer"));
    assertThat(all(".run")).hasSize(2);
    for (WebElement text : all(".run .text")) {
      assertThat(text.getText()).startsWith(DemoGateway.ANSWER);
    }
    List<WebElement> reused = all(".kinds .reuse b");
    assertThat(reused.get(0).getText()).isEqualTo("0");
    assertThat(reused.get(1).getText()).isNotEqualTo("0");
    screenshot("compare");
    dark("light");
  }

  @Test
  void request_refused_isTold() {
    set("max_tokens", "1000000");
    find("#prompt").sendKeys(DemoGateway.QUESTION, Keys.ENTER);

    until(() -> find("#problem").isDisplayed());
    assertThat(find("#problem").getText()).contains("max_tokens");
    assertThat(find("#problem").getAttribute("role")).isEqualTo("alert");
    assertThat(browser().manage().logs().get(LogType.BROWSER).getAll()).isNotEmpty();
  }

  @Test
  void server_lostAndBack_isFoundAgain() throws Exception {
    gateway()
        .restart(
            () -> {
              find("#prompt").sendKeys(DemoGateway.QUESTION, Keys.ENTER);
              until(() -> find("#model").getText().startsWith("reconnecting"));
              assertThat(find("#problem").getText()).contains("cannot be reached");
              assertThat(find("#send").isEnabled()).isFalse();
            });

    until(() -> find("#model").getText().startsWith("demo"));
    assertThat(find("#problem").isDisplayed()).isFalse();
    assertThat(browser().manage().logs().get(LogType.BROWSER).getAll()).isNotEmpty();
  }

  @Test
  void page_onAPhone_isNoWiderThanTheScreen() throws Exception {
    browser()
        .executeCdpCommand(
            "Emulation.setDeviceMetricsOverride",
            Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));
    try {
      find("#suggestions button").click();
      until(() -> status().startsWith("Answer"));

      Object width = browser().executeScript("return document.documentElement.scrollWidth");
      assertThat(width).isEqualTo(390L);
      screenshot("phone");
    } finally {
      browser().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }
  }

  @Test
  void page_policy_admitsNoOtherHost() throws Exception {
    try (Http http = new Http(gateway())) {
      String policy = http.get("").headers().firstValue("content-security-policy").orElseThrow();

      assertThat(policy).startsWith("default-src 'none'").doesNotContain("unsafe", "*", "http");
      assertThat(http.get("secret.html").statusCode()).isEqualTo(404);
    }
  }

  /** Returns what the page says to a screen reader. */
  private static String status() {
    return String.valueOf(find("#status").getAttribute("textContent"));
  }

  private static void dark(String scheme) {
    browser()
        .executeCdpCommand(
            "Emulation.setEmulatedMedia",
            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private static void set(String setting, String value) {
    browser().executeScript("document.querySelector('details').open = true");
    WebElement field = find("#" + setting);
    field.clear();
    field.sendKeys(value);
    browser().executeScript("document.querySelector('details').open = false");
  }

  private static void choose(String selector, String option) {
    browser().executeScript("document.querySelector('details').open = true");
    all(selector + " option").stream()
        .filter(each -> each.getText().equals(option))
        .findFirst()
        .orElseThrow()
        .click();
    browser().executeScript("document.querySelector('details').open = false");
  }

  private static String picture() {
    return String.valueOf(
        browser().executeScript("return document.querySelector('.attention canvas').toDataURL()"));
  }

  private static String colourOfTheFirstToken() {
    return find(".canvas i").getCssValue("background-color");
  }

  private static void assertNoProblem() {
    assertThat(browser().manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    assertThat(find("#problem").isDisplayed()).isFalse();
  }

  private static void until(BooleanSupplier condition) {
    await().atMost(HANGS).until(condition::getAsBoolean);
  }

  private static WebElement find(String selector) {
    return browser().findElement(By.cssSelector(selector));
  }

  private static List<WebElement> all(String selector) {
    return browser().findElements(By.cssSelector(selector));
  }

  private static void screenshot(String name) throws IOException {
    keep(name, browser());
  }

  /** Keeps a picture for people; docs/img has some of them. */
  private static void keep(String name, TakesScreenshot shown) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Files.write(SCREENSHOTS.resolve(name + ".png"), shown.getScreenshotAs(OutputType.BYTES));
  }

  private static ChromeDriver browser() {
    return Objects.requireNonNull(browser);
  }

  private static DemoGateway gateway() {
    return Objects.requireNonNull(gateway);
  }
}
