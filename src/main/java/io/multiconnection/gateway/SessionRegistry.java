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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Finds sessions by their tokens, and counts those that are held while their pages are away. Knows
 * tokens by their hashes only: how long a look-up takes tells nothing of them. Thread-safe.
 */
public final class SessionRegistry {

    private static final int TOKEN_BYTES = 18; // 144 bits, and no padding in base 64

    private final ResumeLimits rules;
    private final SecureRandom random = new SecureRandom();
    private final Map<ByteBuffer, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger held = new AtomicInteger();

    public SessionRegistry(ResumeLimits rules) {
        this.rules = rules;
    }

    ResumeLimits rules() {
        return rules;
    }

    /** What a page needs to resume this session; null where sessions are not held. */
    Hello.@Nullable Resume offer(Session session) {
        if (!rules.isOn()) {
            return null;
        }
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        ResumeToken token =
                new ResumeToken(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        sessions.put(hash(token), session);
        return new Hello.Resume(token, rules.hold().toMillis());
    }

    /** The session of a token; null if there is none, or none any more. */
    @Nullable Session find(ResumeToken token) {
        return sessions.get(hash(token));
    }

    /** The session that this was offered for has ended. */
    void forget(Hello.Resume offer) {
        sessions.remove(hash(offer.token()));
    }

    /** Takes a place among those that are held; false if there is none left. */
    boolean hold() {
        int most = rules.sessions();
        return held.getAndUpdate(count -> Math.min(count + 1, most)) < most;
    }

    /** A session that was held is so no longer. */
    void release() {
        held.decrementAndGet();
    }

    /** Sessions that are held now. */
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
