package io.multiconnection.gateway;

import io.multiconnection.gateway.Frame.Role;
import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.memory.MemoryKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a server must have before its first keyframe: metadata and codec configurations. */
final class Prelude {

    private static final List<Role> ORDER =
            List.of(Role.DATA, Role.VIDEO_CONFIG, Role.AUDIO_CONFIG);

    private final MemoryAccount memory;
    private final Map<Role, Frame> kept = new EnumMap<>(Role.class);

    /** Nothing yet; what is kept is taken from {@code memory}. */
    Prelude(MemoryAccount memory) {
        this.memory = memory;
    }

    /** Keeps {@code frame} instead of the last one of its role; borrows it. */
    void keep(Frame frame) {
        memory.take(MemoryKind.SEND_QUEUE, frame.bytes());
        release(kept.put(frame.role(), frame.at(frame.timestamp())));
    }

    /** Hands everything kept to {@code receiver}, which borrows it. */
    void replay(int timestamp, Consumer<Frame> receiver) {
        for (Role role : ORDER) {
            Frame frame = kept.get(role);
            if (frame != null) {
                Frame again = frame.at(timestamp);
                receiver.accept(again);
                again.media().release();
            }
        }
    }

    void clear() {
        kept.values().forEach(this::release);
        kept.clear();
    }

    private void release(@Nullable Frame frame) {
        if (frame != null) {
            memory.give(MemoryKind.SEND_QUEUE, frame.bytes());
            frame.media().release();
        }
    }
}
