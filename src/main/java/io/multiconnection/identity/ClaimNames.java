package io.multiconnection.identity;

/**
 * Names of the claims that limit a client. Each is the name of a claim, or a path to one whose
 * names are separated by {@code /}.
 */
public record ClaimNames(
        String roles,
        String operations,
        String pools,
        String rooms,
        String destinations,
        String servers,
        String streams,
        String bitrate) {}
