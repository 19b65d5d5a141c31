package io.multiconnection.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.protocol.CloseCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Table of close codes in PROTOCOL.md, compared with those that the gateway sends. */
class CloseCodesDocTest {

    private static final Pattern ROW = Pattern.compile("^\\| (\\d{4}) \\|", Pattern.MULTILINE);

    /** The code of a client that has finished, with which the gateway answers. */
    private static final int NORMAL = 1000;

    @Test
    void listsEveryCodeOnceInOrder() throws IOException {
        String section =
                Files.readString(Path.of("PROTOCOL.md"))
                        .split("\n## 10. Close codes\n", -1)[1]
                        .split("\n## ", -1)[0];
        List<Integer> sent =
                Stream.concat(
                                Stream.of(NORMAL),
                                Arrays.stream(CloseCode.values()).map(CloseCode::number))
                        .sorted()
                        .toList();

        assertThat(ROW.matcher(section).results().map(it -> Integer.valueOf(it.group(1))))
                .containsExactlyElementsOf(sent);
    }
}
