package io.multiconnection.rtmp.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** User and password of an RTMP URL. Neither is ever shown. */
public record Credentials(String user, String password) {

    /** Reads {@code user:password}, percent-encoded or plain. */
    static Credentials read(String userInfo) {
        int colon = userInfo.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("a URL with a user, expected user:password@host");
        }
        return new Credentials(
                decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
    }

    /**
     * Decodes percent-encoding. A {@code %} without two hex digits is kept, and text that would not
     * be UTF-8 stays encoded.
     */
    private static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        byte[] raw = text.getBytes(UTF_8);
        for (int i = 0; i < raw.length; i++) {
            int high = raw[i] == '%' && i + 2 < raw.length ? digit(raw[i + 1]) : -1;
            int low = high < 0 ? -1 : digit(raw[i + 2]);
            bytes.write(low < 0 ? raw[i] : high << 4 | low);
            i += low < 0 ? 0 : 2;
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }

    private static int digit(byte c) {
        return c < 0 ? -1 : Character.digit(c, 16);
    }

    @Override
    public String toString() {
        return "credentials";
    }
}
