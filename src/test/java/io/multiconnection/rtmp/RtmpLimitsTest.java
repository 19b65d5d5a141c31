package io.multiconnection.rtmp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.multiconnection.amf.AmfLimits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtmpLimitsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0; 128; 1; 1; 1; 1; 1; 'maxMessageBytes 0, expected 1..16777215'",
                "16777216; 128; 1; 1; 1; 1; 1; 'maxMessageBytes 16777216, expected 1..16777215'",
                "1; 127; 1; 1; 1; 1; 1; 'maxChunkSize 127, expected 128..2147483647'",
                "1; 128; 0; 1; 1; 1; 1; 'maxChunkStreams 0, expected 1..65598'",
                "1; 128; 1; 0; 1; 1; 1; 'maxOpenMessages 0, expected 1..2147483647'",
                "2; 128; 1; 1; 1; 1; 1; 'maxOpenBytes 1, expected 2..2147483647'",
                "1; 128; 1; 1; 1; 0; 1; 'maxParts 0, expected 1..2147483647'",
                "1; 128; 1; 1; 1; 1; 0; 'maxPendingCalls 0, expected 1..2147483647'"
            })
    void rejectsLimitOutOfRange(
            int messageBytes,
            int chunkSize,
            int chunkStreams,
            int openMessages,
            int openBytes,
            int parts,
            int pendingCalls,
            String error) {
        assertThatThrownBy(
                        () ->
                                new RtmpLimits(
                                        new ChunkLimits(
                                                messageBytes,
                                                chunkSize,
                                                chunkStreams,
                                                openMessages,
                                                openBytes),
                                        parts,
                                        pendingCalls,
                                        AmfLimits.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(error);
    }
}
