package io.multiconnection.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsPolicyTest {

    @Test
    void allowsConfiguredHeadersOnly() {
        CorsPolicy rules = new CorsPolicy(List.of("Range", " X-Player "), false, List.of());
        assertThat(rules.allowedHeaders("authorization")).isEqualTo("range, x-player");
        assertThat(rules.allowedHeaders(null)).isEqualTo("range, x-player");
    }

    @Test
    void allowsRequestedHeadersIfAnyIsAllowed() {
        CorsPolicy rules = new CorsPolicy(List.of("*"), true, List.of("https://player.example"));
        assertThat(rules.allowedHeaders("authorization,x-a , \"x\", ,x b"))
                .isEqualTo("authorization, x-a");
        assertThat(rules.allowedHeaders(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x y", "x:y", "x\r\ny", "x,y", "größe"})
    void refusesInvalidHeaderName(String name) {
        assertThatThrownBy(() -> new CorsPolicy(List.of("range", name), false, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("multiconnection.cors.headers")
                .hasMessageContaining("\"" + name + "\", expected the name of a header, or *");
    }

    @Test
    void refusesCredentialsForAnyOrigin() {
        List<String> any = List.of("https://player.example", " *");
        assertThat(new CorsPolicy(List.of(), false, any).credentials()).isFalse();
        assertThatThrownBy(() -> new CorsPolicy(List.of(), true, any))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiconnection.cors.credentials: true with")
                .hasMessageContaining("expected each origin by its name");
    }
}
