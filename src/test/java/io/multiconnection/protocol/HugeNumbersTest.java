package io.multiconnection.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON numbers beyond the range of a double. */
class HugeNumbersTest {

    private final RequestReader reader = new RequestReader(64);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "-1e400",
                "[1e400]",
                "{\"a\":1e400}",
                "{\"$amf\":\"number\",\"value\":1e400}",
                "{\"$amf\":\"date\",\"ms\":-1e400,\"timeZone\":0}",
                "{\"$amf\":\"vector\",\"of\":\"number\",\"fixed\":false,\"items\":[1e400]}"
            })
    void rejectsNumberBeyondRange(String value) {
        RequestException refused =
                catchThrowableOfType(RequestException.class, () -> reader.read(call(value)));
        assertThat(refused.answer())
                .isInstanceOfSatisfying(
                        GatewayMessage.Failure.class,
                        it -> assertThat(it.code()).isEqualTo(ErrorCode.BAD_REQUEST));
        assertThat(refused).hasMessageContaining("1.7976931348623157e308");
    }

    private static String call(String value) {
        return "{\"id\":1,\"type\":\"call\",\"method\":\"m\",\"args\":[" + value + "]}";
    }
}
