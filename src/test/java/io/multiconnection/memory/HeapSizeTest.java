package io.multiconnection.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapSizeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    []             | 1
                    [{},{},{}]     | 4
                    {"a":1,"b":[]} | 3
                    "text"         | 1
                    """)
    void countsAtLeastTheValuesOfJson(String json, int values) {
        assertThat(HeapSize.ofJson(json))
                .isBetween(
                        (long) HeapSize.ELEMENT * values,
                        HeapSize.of(json) + 3L * HeapSize.ELEMENT * values);
    }
}
