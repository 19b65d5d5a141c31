package io.multiconnection.app;

import static io.multiconnection.HangLimit.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.peers.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * End-to-end suite of the pages ({@code web/e2e}), run by Playwright in Chromium against a gateway.
 * Its output goes to a file in {@code target}.
 */
final class PlaywrightSuite implements AutoCloseable {

    private static final int LIMIT_MINUTES = 40;

    private final Path log;
    private final Process playwright;

    private PlaywrightSuite(Path log, Process playwright) {
        this.log = log;
        this.playwright = playwright;
    }

    /**
     * Starts the suite in the background.
     *
     * @param name name of the log file
     * @param environment variables of {@code playwright.config.ts} besides the gateway
     * @param arguments names of the spec files, all if there are none, and options
     */
    static PlaywrightSuite start(
            String name, URI gateway, Map<String, String> environment, String... arguments) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("BASE_URL", gateway.toString());
        return start(name, all, arguments);
    }

    /**
     * Starts the specs of a project that need the fake gateway, whose servers fail on request.
     *
     * @param project name in {@code playwright.config.ts}
     * @param workers number of specs that run at once
     */
    static PlaywrightSuite startBesideFakeGateway(String project, int workers) {
        return start(
                project,
                Map.of(
                        "PREVIEW_PORT", Integer.toString(Ports.free()),
                        "PAGES_PORT", Integer.toString(Ports.free())),
                "fake/",
                "--project=" + project,
                "--workers=" + workers);
    }

    private static PlaywrightSuite start(
            String name, Map<String, String> environment, String... arguments) {
        Path log = Path.of("target", "playwright-" + name + ".log");
        List<String> command = new ArrayList<>(List.of("npx", "playwright", "test", "-c", "e2e"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(Path.of("web").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return new PlaywrightSuite(log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the successful end of the suite. Playwright has a limit for each test. */
    void awaitSuccess() throws IOException, InterruptedException {
        boolean ended = playwright.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
        assertThat(ended).as(() -> "within " + LIMIT_MINUTES + " min:\n" + said()).isTrue();
        assertThat(playwright.exitValue()).as(this::said).isZero();
    }

    /** Waits until the output matches, and returns the match. */
    MatchResult awaitSaid(String pattern, Duration limit) {
        Matcher matcher = Pattern.compile(pattern).matcher("");
        await().atMost(limit)
                .until(
                        () -> {
                            assertAlive();
                            return matcher.reset(said()).find();
                        });
        return matcher.toMatchResult();
    }

    /** Asserts that the suite still runs; the failure contains its output. */
    void assertAlive() {
        assertThat(playwright.isAlive()).as(this::said).isTrue();
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        playwright.descendants().forEach(ProcessHandle::destroyForcibly);
        playwright.destroyForcibly();
    }
}
