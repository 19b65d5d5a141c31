package io.multiconnection.gateway;

import io.multiconnection.protocol.GatewayMessage.Hello;
import io.multiconnection.protocol.ResumeToken;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Registry of resumable sessions by their tokens, with the number of sessions that are held. Stores
 * hashes of tokens only, so that the time of a look-up reveals nothing about them. Thread-safe.
 *
 * @param <S> type of the sessions
 */
public final class SessionRegistry<S> {

    private static final int TOKEN_BYTES = 18; // 144 bits, and no padding in base 64

    private final ResumeLimits limits;
    private final Peers peers;
    private final SecureRandom random = new SecureRandom();
    private final Map<ByteBuffer, S> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger held = new AtomicInteger();

    public SessionRegistry(ResumeLimits limits, Peers peers) {
        this.limits = limits;
        this.peers = peers;
    }

    ResumeLimits limits() {
        return limits;
    }

    /**
     * Registers a session; returns the token and time by which its client can resume it, null if
     * sessions are not held.
     */
    Hello.@Nullable Resume offer(S session) {
        if (!limits.isOn()) {
            return null;
        }
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        ResumeToken token =
                new ResumeToken(
                        Base64.getUrlEncoder().withoutPadding().encodeToString(secret)
                                + peers.tokenSuffix());
        sessions.put(hash(token), session);
        return new Hello.Resume(token, limits.hold().toMillis());
    }

    /** Returns the session of a token; null if there is none. */
    public @Nullable S find(ResumeToken token) {
        return sessions.get(hash(token));
    }

    /** Asks the gateway of a token that this one does not know to end its session. */
    CompletionStage<Void> releaseAtPeer(ResumeToken token) {
        return peers.release(token);
    }

    /** Removes the session of an offer, because the session has ended. */
    void remove(Hello.Resume offer) {
        sessions.remove(hash(offer.token()));
    }

    /** Counts a session that is held; returns false if the limit is reached. */
    boolean hold() {
        int most = limits.sessions();
        return held.getAndUpdate(count -> Math.min(count + 1, most)) < most;
    }

    /** Counts a session that is no longer held. */
    void release() {
        held.decrementAndGet();
    }

    /** Returns the number of sessions that are held. */
    public int held() {
        return held.get();
    }

    private static ByteBuffer hash(ResumeToken token) {
        try {
            return ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256")
                            .digest(token.text().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
