package io.multiconnection.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingPathTest {

    private static final Path ROOT = Path.of("root");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    live           | cam           | live/cam.flv
                    live           | Web_Cast-1    | live/Web_Cast-1.flv
                    live/room/east | cam           | live/room%2Feast/cam.flv
                    ''             | cam           | %/cam.flv
                    live/          | cam           | live/%/cam.flv
                    ..             | ../../passwd  | %2E%2E/%2E%2E%2F%2E%2E%2Fpasswd.flv
                    ../..          | .             | %2E%2E/%2E%2E/%2E.flv
                    live           | C:\\x         | live/C%3A%5Cx.flv
                    live           | a b%2F        | live/a%20b%252F.flv
                    live           | h\u00e9       | live/h%C3%A9.flv
                    live           | cam.flv       | live/cam%2Eflv.flv
                    nul            | CON           | %6Eul/%43ON.flv
                    live           | com1          | live/%63om1.flv
                    live           | concert       | live/concert.flv
                    """)
    void keepsEveryNameInItsFolder(String app, String name, String file) {
        Path path = RecordingPath.of(ROOT, app, name);

        assertThat(path).isEqualTo(ROOT.resolve(file)).isEqualTo(path.normalize());
        assertThat(path.getParent()).isEqualTo(RecordingPath.folder(ROOT, app));
        assertThat(RecordingPath.is(path)).isTrue();
        assertThat(RecordingPath.name(path)).isEqualTo(name);
    }

    @Test
    void encodesZeroByte() {
        assertThat(RecordingPath.of(ROOT, "live", "a\0.sh"))
                .isEqualTo(ROOT.resolve("live/a%00%2Esh.flv"));
    }

    @Test
    void refusesNamesThatFileSystemsReject() {
        assertThat(RecordingPath.of(ROOT, "live", "x".repeat(200))).isNotNull();

        assertThatThrownBy(() -> RecordingPath.of(ROOT, "live", "x".repeat(201)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("encoded name of 201 bytes, expected up to 200");
        assertThatThrownBy(() -> RecordingPath.of(ROOT, "live", "/".repeat(67)))
                .hasMessageContaining("201 bytes");
        assertThatThrownBy(() -> RecordingPath.of(ROOT, "x".repeat(201), "cam"))
                .hasMessageContaining("201 bytes");
        assertThatThrownBy(() -> RecordingPath.of(ROOT, "live", ""))
                .hasMessage("empty name, expected at least 1 character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cam.txt", ".flv", "my film.flv", "%zz.flv", "%2.flv", "cam.v2.flv"})
    void rejectsForeignFileNames(String file) {
        assertThat(RecordingPath.is(Path.of(file))).isFalse();
    }
}
