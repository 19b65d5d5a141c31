package io.multiconnection.app;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which pages may use the gateway: its own, and those of configured origins. A page is the
 * gateway's own if its origin is where the request went, and that is one of the gateway's hosts:
 * the Host header alone proves nothing, as any page can have its own name lead to the gateway's
 * address (DNS rebinding).
 */
final class OriginPatterns {

    private static final String ANY = "*";

    /**
     * RequestFacts of a request that tell which page it comes from.
     *
     * @param scheme of the request, as the client's end of it has it
     * @param host the request was sent to; null if it says none, as browsers always do
     * @param origin the header Origin
     * @param site the header Sec-Fetch-Site
     * @param isProven whether a page cannot send this without Origin, as a WebSocket's handshake,
     *     or without a token
     */
    record RequestFacts(
            String scheme,
            @Nullable HostPort host,
            @Nullable String origin,
            @Nullable String site,
            boolean isProven) {}

    private final List<HostPort> hosts;
    private final Set<WebOrigin> origins;
    private final boolean any;

    /**
     * Reads the configuration.
     *
     * @param hosts of the gateway itself, {@code host[:port]}; without a port any port
     * @param origins of other pages, {@code scheme://host[:port]}, or {@code *} for any
     * @throws IllegalArgumentException if one cannot be read; the message starts with its key
     */
    OriginPatterns(List<String> hosts, List<String> origins) {
        this.hosts =
                ConfigErrors.withKey(
                        "multiconnection.hosts",
                        () -> hosts.stream().map(String::strip).map(HostPort::parse).toList());
        this.any = origins.stream().map(String::strip).anyMatch(ANY::equals);
        this.origins =
                ConfigErrors.withKey(
                        "multiconnection.origins",
                        () ->
                                origins.stream()
                                        .map(String::strip)
                                        .filter(origin -> !origin.equals(ANY))
                                        .map(WebOrigin::parse)
                                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Returns why a request is refused, with the setting that would allow it; empty if allowed. */
    Optional<String> refusal(RequestFacts facts) {
        if (any) {
            return Optional.empty();
        }
        return facts.origin() == null ? ofUnnamed(facts) : ofPage(facts.origin(), facts);
    }

    private Optional<String> ofPage(String text, RequestFacts facts) {
        WebOrigin page;
        try {
            page = WebOrigin.parse(text);
        } catch (IllegalArgumentException _) {
            return Optional.of("pages without an origin of their own may not use this gateway");
        }
        if (origins.contains(page)) {
            return Optional.empty();
        }
        HostPort host = facts.host();
        if (host == null) {
            return Optional.of(stranger(page));
        }
        WebOrigin asked = new WebOrigin(facts.scheme(), host);
        boolean isOwnHost = isOwn(asked);
        if (isOwnHost && page.equals(asked)) {
            return Optional.empty();
        }
        return Optional.of(
                isSameHost(page, asked) ? unknownHost(page, asked, isOwnHost) : stranger(page));
    }

    /** Navigation and media elements send no Origin; programs that are no browsers neither. */
    private Optional<String> ofUnnamed(RequestFacts facts) {
        String site = facts.site();
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return Optional.of(
                    "pages of another site may not use this gateway without saying their origin:"
                            + " give the element the attribute crossorigin=\"anonymous\", and allow"
                            + " the origin with multiconnection.origins");
        }
        HostPort host = facts.host();
        if (host == null || facts.isProven() || host.isAddress()) {
            return Optional.empty();
        }
        WebOrigin asked = new WebOrigin(facts.scheme(), host);
        return isOwn(asked)
                ? Optional.empty()
                : Optional.of(
                        host.host()
                                + " is not a host of this gateway. If it is, set"
                                + " multiconnection.hosts="
                                + host.host());
    }

    private boolean isOwn(WebOrigin asked) {
        return hosts.stream().anyMatch(host -> host.covers(asked.authority()));
    }

    private static boolean isSameHost(WebOrigin page, WebOrigin asked) {
        return page.authority().equals(asked.authority())
                || (page.authority().host().equals(asked.authority().host())
                        && page.hasDefaultPort()
                        && asked.hasDefaultPort());
    }

    private static String stranger(WebOrigin page) {
        return "pages of "
                + page
                + " may not use this gateway. To allow them, set multiconnection.origins="
                + page;
    }

    private static String unknownHost(WebOrigin page, WebOrigin asked, boolean isOwnHost) {
        String host = asked.authority().host();
        StringBuilder text = new StringBuilder("pages of " + page + " may not use this gateway.");
        if (!isOwnHost) {
            text.append(" If it serves them itself, set multiconnection.hosts=").append(host);
        }
        if (!page.scheme().equals(asked.scheme())) {
            text.append(isOwnHost ? " " : ". ")
                    .append("It was asked over ")
                    .append(asked.scheme())
                    .append(": behind a proxy that ends TLS, set")
                    .append(" quarkus.http.proxy.proxy-address-forwarding=true");
        }
        return text.toString();
    }
}
