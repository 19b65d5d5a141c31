package io.multiconnection.origin;

import io.multiconnection.origin.Frame.Role;
import io.multiconnection.rtmp.SharedMedia;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a player must have before its first frame: metadata and codec configurations. */
final class Prelude {

    private static final List<Role> ORDER =
            List.of(Role.METADATA, Role.VIDEO_CONFIGURATION, Role.AUDIO_CONFIGURATION);

    private final Map<Role, SharedMedia> kept = new EnumMap<>(Role.class);

    /** Keeps a frame, instead of the last one of its role, if it is one to keep; borrows it. */
    void keep(Frame frame) {
        if (ORDER.contains(frame.role())) {
            release(kept.put(frame.role(), frame.media().retain()));
        }
    }

    void forget(Role role) {
        release(kept.remove(role));
    }

    /**
     * Hands all that is kept to {@code player}, which owns it: metadata at time 0, because ffmpeg
     * takes metadata of a later time for subtitles.
     *
     * @param timestamp of the first frame, milliseconds
     */
    void replay(int timestamp, Consumer<Frame> player) {
        for (Role role : ORDER) {
            SharedMedia media = kept.get(role);
            if (media != null) {
                player.accept(new Frame(role, media.at(role == Role.METADATA ? 0 : timestamp)));
            }
        }
    }

    void clear() {
        ORDER.forEach(this::forget);
    }

    private static void release(@Nullable SharedMedia media) {
        if (media != null) {
            media.release();
        }
    }
}
