package io.multiconnection.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpRefusalExceptionTest {

    @ParameterizedTest
    @CsvSource({
        "REFUSED,404",
        "TIMEOUT,504",
        "UNREACHABLE,502",
        "DNS,502",
        "ADDRESS_NOT_ALLOWED,403"
    })
    void mapsFaultsToStatus(Kind kind, int status) {
        assertThat(HttpRefusalException.status(List.of(kind))).isEqualTo(status);
        assertThat(HttpRefusalException.status(List.of(kind, Kind.REFUSED))).isEqualTo(404);
    }
}
