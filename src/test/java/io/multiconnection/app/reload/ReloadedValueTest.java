package io.multiconnection.app.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.CapturedLog;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Value of files that change, break and cannot be read. */
class ReloadedValueTest {

    /** Content of the files; null if they cannot be read. */
    private @Nullable String content = "1";

    private final ReloadedValue<String, Integer> value =
            new ReloadedValue<>(
                    "files",
                    new ReloadedValue.Files<>() {
                        @Override
                        public String read() throws IOException {
                            if (content == null) {
                                throw new IOException("no files");
                            }
                            return content;
                        }

                        @Override
                        public Integer make(String text) {
                            return Integer.valueOf(text);
                        }
                    },
                    "1",
                    1,
                    (before, after) -> List.of(before + " to " + after));

    @Test
    void keepsLastValidValue() {
        assertThat(lines("2", "x", null, "3")).hasSize(4);
        assertThat(value.get()).isEqualTo(3);
        content = "y";
        value.check();
        assertThat(value.get()).isEqualTo(3);
    }

    @Test
    void warnsOnceOfEachProblem() {
        assertThat(lines("x", "x", "x")).hasSize(1);
        assertThat(lines(null, null)).hasSize(1);
    }

    @Test
    void warnsAgainWhenProblemReturns() {
        assertThat(lines(null, "1", null)).hasSize(2);
        assertThat(lines("x", "1", "x")).filteredOn(it -> it.contains("stays in use")).hasSize(2);
    }

    private List<String> lines(@Nullable String... contents) {
        try (CapturedLog log = new CapturedLog()) {
            for (String next : contents) {
                content = next;
                value.check();
            }
            return log.lines().stream().filter(it -> it.contains("files: ")).toList();
        }
    }
}
