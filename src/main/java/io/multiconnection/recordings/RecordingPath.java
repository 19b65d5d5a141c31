package io.multiconnection.recordings;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Path of a recording: {@code app/name.flv} or {@code app/instance/name.flv}.
 *
 * <p>Names are chosen by clients. Letters, digits, {@code -} and {@code _} are kept; every other
 * byte of the UTF-8 form, including dots and slashes, is encoded as {@code %} and two hex digits.
 * So is the first letter of a name that Windows reserves for a device. No name therefore leaves its
 * folder, and no two names share a file if the file system is case-sensitive.
 */
final class RecordingPath {

    private static final String SUFFIX = ".flv";

    /** Limit of an encoded name; with the suffix it stays below the limit of file systems. */
    private static final int MAX_NAME_BYTES = 200;

    private static final Pattern FILE = Pattern.compile("([A-Za-z0-9_-]|%[0-9A-F]{2})+\\.flv");

    private static final String PLAIN =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    private static final Set<String> DEVICES = Set.of("con", "prn", "aux", "nul", "com", "lpt");

    private RecordingPath() {}

    /**
     * Returns the file of a recording.
     *
     * @throws IllegalArgumentException if the name is empty or too long
     */
    static Path of(Path root, String app, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("empty name, expected at least 1 character");
        }
        return folder(root, app).resolve(encode(name) + SUFFIX);
    }

    /** Returns the folder of an application's recordings. */
    static Path folder(Path root, String app) {
        int slash = app.indexOf('/');
        return slash < 0
                ? root.resolve(encode(app))
                : root.resolve(encode(app.substring(0, slash)))
                        .resolve(encode(app.substring(slash + 1)));
    }

    /** Returns whether this is the file of a recording. */
    static boolean is(Path file) {
        return FILE.matcher(file.getFileName().toString()).matches();
    }

    /** Returns the stream name of a file. */
    static String name(Path file) {
        String encoded = file.getFileName().toString();
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
        for (int i = 0; i < encoded.length() - SUFFIX.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                utf8.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
                i += 2;
            } else {
                utf8.write(c);
            }
        }
        return utf8.toString(StandardCharsets.UTF_8);
    }

    private static String encode(String name) {
        if (name.isEmpty()) {
            return "%";
        }
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < utf8.length; i++) {
            char c = (char) (utf8[i] & 0xFF);
            if (isPlain(c) && !(i == 0 && isDevice(name))) {
                encoded.append(c);
            } else {
                encoded.append("%%%02X".formatted((int) c));
            }
        }
        if (encoded.length() > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "encoded name of %d bytes, expected up to %d"
                            .formatted(encoded.length(), MAX_NAME_BYTES));
        }
        return encoded.toString();
    }

    private static boolean isPlain(char c) {
        return PLAIN.indexOf(c) >= 0;
    }

    private static boolean isDevice(String name) {
        return name.length() <= 4
                && name.length() >= 3
                && DEVICES.contains(name.substring(0, 3).toLowerCase(Locale.ROOT));
    }
}
