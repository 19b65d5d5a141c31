package io.multiconnection.recordings;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingLimitsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 | 1 | 4096 | 4096 | 4096 | maxRecorders 0, expected at least 1
                    1 | 0 | 4096 | 4096 | 4096 | maxFiles 0, expected at least 1
                    1 | 1 | 4095 | 4096 | 4096 | maxFileBytes 4095, expected at least 4096
                    1 | 1 | 4096 | 4095 | 4096 | maxTotalBytes 4095, expected at least 4096
                    1 | 1 | 4096 | 4096 | 4095 | maxQueuedBytes 4095, expected at least 4096
                    """)
    void refusesValuesOutOfRange(
            int recorders, int files, long fileBytes, long totalBytes, int queued, String text) {
        assertThatThrownBy(
                        () -> new RecordingLimits(recorders, files, fileBytes, totalBytes, queued))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text);
    }
}
