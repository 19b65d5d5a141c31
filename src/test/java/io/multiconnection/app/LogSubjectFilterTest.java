package io.multiconnection.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.multiconnection.CapturedLog;
import io.multiconnection.log.LogSubject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LogSubjectFilterTest {

    private static final Class<?> SOURCE = LogSubjectFilterTest.class;
    private static final System.Logger SYSTEM = System.getLogger(SOURCE.getName());
    private static final Logger JBOSS = Logger.getLogger(SOURCE);

    static Stream<Arguments> subjects() {
        return Stream.of(
                Arguments.of(LogSubject.NONE, Map.of()),
                Arguments.of(LogSubject.ofClient(null), Map.of()),
                Arguments.of(LogSubject.ofClient("192.0.2.1"), Map.of("client", "192.0.2.1")),
                Arguments.of(LogSubject.ofServer("rtmp://a"), Map.of("server", "rtmp://a")),
                Arguments.of(
                        new LogSubject("s", null, "2001:db8::1"),
                        Map.of("session", "s", "client", "2001:db8::1")),
                Arguments.of(
                        new LogSubject("s", null, "192.0.2.1").withServer("rtmp://b"),
                        Map.of("session", "s", "server", "rtmp://b", "client", "192.0.2.1")));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void addsFieldsOfEachKindOfLogCall(LogSubject subject, Map<String, String> fields) {
        try (CapturedLog log = new CapturedLog(SOURCE)) {
            SYSTEM.log(Level.INFO, "an {0}", "event", subject);
            JBOSS.infov("an {0}", "event", subject);
            JBOSS.errorv(new IllegalStateException("broken"), "an {0}", "event", subject);
            assertThat(log.json())
                    .hasSize(3)
                    .allSatisfy(
                            line -> {
                                assertThat(line.path("message").asText()).isEqualTo("an event");
                                assertThat(fields(line)).isEqualTo(fields);
                            });
            assertThat(log.json().getLast().path("exception").toString()).contains("broken");
        }
    }

    /** The next line of the same thread has only fields of its own. */
    @Test
    void leavesNoFieldsForOtherLines() {
        try (CapturedLog log = new CapturedLog(SOURCE)) {
            SYSTEM.log(Level.INFO, "first", new LogSubject("s", "rtmp://a", "192.0.2.1"));
            SYSTEM.log(Level.INFO, "second");
            SYSTEM.log(Level.INFO, "third", new LogSubject("t", null, null));
            assertThat(log.json().stream().map(LogSubjectFilterTest::fields))
                    .isEqualTo(
                            List.of(
                                    Map.of(
                                            "session", "s", //
                                            "server", "rtmp://a",
                                            "client", "192.0.2.1"),
                                    Map.of(),
                                    Map.of("session", "t")));
        }
    }

    private static Map<String, String> fields(JsonNode line) {
        Map<String, String> fields = new TreeMap<>();
        line.path("mdc").forEachEntry((name, value) -> fields.put(name, value.asText()));
        return fields;
    }
}
