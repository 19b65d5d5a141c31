package io.multiconnection.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Locale;
import java.util.Random;

/** Spellings of a text, made at random; and an undoing of them that is simple and slow. */
public final class Encodings {

    private static final String ALPHABET =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~!$*+/@:;, äÖ€";

    private Encodings() {}

    static String word(Random random, int min, int max) {
        StringBuilder word = new StringBuilder();
        int length = random.nextInt(min, max + 1);
        for (int i = 0; i < length; i++) {
            word.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return word.toString();
    }

    /** One of all spellings. */
    public static String any(String text, Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> text;
            case 1 -> text.toUpperCase(Locale.ROOT);
            case 2 -> text.toLowerCase(Locale.ROOT);
            case 3 -> percent(text, random, 0.5);
            case 4 -> percent(percent(text, random, 0.3), random, 0.3);
            case 5 -> base64(text, random);
            default -> percent(base64(text, random), random, 0.2);
        };
    }

    /** Any of its bytes in percent-encoding, with digits of either case. */
    static String percent(String text, Random random, double share) {
        StringBuilder encoded = new StringBuilder();
        text.codePoints()
                .forEach(
                        point -> {
                            String plain = Character.toString(point);
                            if (random.nextDouble() >= share) {
                                encoded.append(plain);
                                return;
                            }
                            for (byte each : plain.getBytes(UTF_8)) {
                                String hex = "%02x".formatted(each & 0xFF);
                                encoded.append('%')
                                        .append(
                                                random.nextBoolean()
                                                        ? hex
                                                        : hex.toUpperCase(Locale.ROOT));
                            }
                        });
        return encoded.toString();
    }

    /** In the middle of something, so at any alignment, in either alphabet. */
    static String base64(String text, Random random) {
        String whole = "x".repeat(random.nextInt(4)) + text + "y".repeat(random.nextInt(4));
        byte[] bytes = whole.getBytes(UTF_8);
        Base64.Encoder encoder =
                random.nextBoolean() ? Base64.getEncoder() : Base64.getUrlEncoder();
        return (random.nextBoolean() ? encoder : encoder.withoutPadding()).encodeToString(bytes);
    }
}
