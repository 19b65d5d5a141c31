package io.multiconnection.app.http;

import io.multiconnection.app.config.ConfigErrors;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Pages that may use the gateway: its own, and those of configured origins. A page is the gateway's
 * own if its origin is the one that received the request, and its host is configured as a host of
 * the gateway. The Host header alone proves nothing, because any page can make its own name resolve
 * to the gateway's address (DNS rebinding).
 */
final class OriginPatterns {

    private static final String ANY = "*";

    /**
     * Facts of a request that identify the page that sent it.
     *
     * @param scheme scheme that the client used
     * @param host host that the request was sent to; null if absent, which browsers never do
     * @param origin header Origin
     * @param site header Sec-Fetch-Site
     * @param isProven whether no page can send this request without Origin, as a WebSocket
     *     handshake, or without a token
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
     * Parses the configuration.
     *
     * @param hosts hosts of the gateway, {@code host[:port]}; any port if absent
     * @param origins origins of other pages, {@code scheme://host[:port]}, or {@code *} for any
     * @throws IllegalArgumentException for an invalid value; the message starts with its key
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

    /** Returns why a request is refused, with the setting that allows it; empty if allowed. */
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
        WebOrigin target = new WebOrigin(facts.scheme(), host);
        boolean isOwnHost = isOwn(target);
        if (isOwnHost && page.equals(target)) {
            return Optional.empty();
        }
        return Optional.of(
                isSameHost(page, target) ? unknownHost(page, target, isOwnHost) : stranger(page));
    }

    /** Checks a request without Origin, as navigation, media elements and non-browsers send. */
    private Optional<String> ofUnnamed(RequestFacts facts) {
        String site = facts.site();
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return Optional.of(
                    "pages of another site may not use this gateway without an Origin header:"
                            + " give the element the attribute crossorigin=\"anonymous\", and allow"
                            + " the origin with multiconnection.origins");
        }
        HostPort host = facts.host();
        if (host == null || facts.isProven() || host.isAddress()) {
            return Optional.empty();
        }
        WebOrigin target = new WebOrigin(facts.scheme(), host);
        return isOwn(target)
                ? Optional.empty()
                : Optional.of(
                        host.host()
                                + " is not a host of this gateway. If it is, set"
                                + " multiconnection.hosts="
                                + host.host());
    }

    private boolean isOwn(WebOrigin target) {
        return hosts.stream().anyMatch(host -> host.covers(target.authority()));
    }

    private static boolean isSameHost(WebOrigin page, WebOrigin target) {
        return page.authority().equals(target.authority())
                || (page.authority().host().equals(target.authority().host())
                        && page.hasDefaultPort()
                        && target.hasDefaultPort());
    }

    private static String stranger(WebOrigin page) {
        return "pages of "
                + page
                + " may not use this gateway. To allow them, set multiconnection.origins="
                + page;
    }

    private static String unknownHost(WebOrigin page, WebOrigin target, boolean isOwnHost) {
        String host = target.authority().host();
        StringBuilder text = new StringBuilder("pages of " + page + " may not use this gateway.");
        if (!isOwnHost) {
            text.append(" If it serves them itself, set multiconnection.hosts=").append(host);
        }
        if (!page.scheme().equals(target.scheme())) {
            text.append(isOwnHost ? " " : ". ")
                    .append("It was requested over ")
                    .append(target.scheme())
                    .append(": behind a proxy that ends TLS, set")
                    .append(" quarkus.http.proxy.proxy-address-forwarding=true");
        }
        return text.toString();
    }
}
