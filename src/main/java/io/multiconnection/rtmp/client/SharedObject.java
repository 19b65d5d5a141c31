package io.multiconnection.rtmp.client;

import io.multiconnection.amf.AmfException;
import io.multiconnection.amf.AmfNull;
import io.multiconnection.amf.AmfUndefined;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.Change;
import io.multiconnection.rtmp.SharedObjectEvent.Clear;
import io.multiconnection.rtmp.SharedObjectEvent.Malformed;
import io.multiconnection.rtmp.SharedObjectEvent.Release;
import io.multiconnection.rtmp.SharedObjectEvent.Remove;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.RequestRemove;
import io.multiconnection.rtmp.SharedObjectEvent.SendMessage;
import io.multiconnection.rtmp.SharedObjectEvent.Status;
import io.multiconnection.rtmp.SharedObjectEvent.Success;
import io.multiconnection.rtmp.SharedObjectEvent.Use;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import io.multiconnection.rtmp.SharedObjectWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A remote shared object on one server (RTMP 1.0, section 7.1.3). Lives on its connection's event
 * loop. It holds no slots: what the server says of them goes to its listener.
 */
public final class SharedObject {

    /**
     * What a shared object has to say. Called on the event loop, a message of the server at once.
     */
    public interface Listener {

        /**
         * The server said something, the answer to use included.
         *
         * @param version of the object, unsigned
         * @param events in order, statuses among them; a change to null or undefined is a removal
         */
        void onEvents(int version, List<SharedObjectEvent> events);

        /** The server refused something: {@code SharedObject.BadPersistence} and the like. */
        void onStatus(NetStatus status);
    }

    /** Values are up to 64 KiB, a message of them stays far below RTMP's 16 MiB. */
    private static final int MAX_EVENTS_A_MESSAGE = 64;

    private static final long USE_MILLIS = 1000;
    private static final long FLUSH_MILLIS = 50;

    private final OutgoingMessages outgoing;
    private final String name;
    private final boolean persistent;
    private final Listener listener;
    private final Consumer<SharedObject> onReleased;
    private final List<SharedObjectEvent> unsent = new ArrayList<>();
    private boolean used;
    private boolean flushWaits;
    private boolean released;

    SharedObject(
            OutgoingMessages outgoing,
            String name,
            boolean persistent,
            Listener listener,
            Consumer<SharedObject> onReleased) {
        this.outgoing = outgoing;
        this.onReleased = onReleased;
        this.name = name;
        this.persistent = persistent;
        this.listener = listener;
    }

    public String name() {
        return name;
    }

    /** Whether the server has answered use. */
    public boolean isUsed() {
        return used;
    }

    /**
     * Asks to use it, and asks again every second until the server answers: Red5 may never answer
     * the second of two clients that open a new object in the same instant.
     */
    void use() {
        if (!used && !released) {
            outgoing.events(name, persistent, List.of(new Use()));
            outgoing.schedule(this::use, USE_MILLIS);
        }
    }

    /** Asks to set a slot, or to remove it if {@code value} is null or undefined. */
    public void set(String slot, AmfValue value) {
        unsent.add(isGone(value) ? new RequestRemove(slot) : new RequestChange(slot, value));
    }

    /**
     * Checks that an event can be written to this server.
     *
     * @throws AmfException if the encoding of the connection cannot say it
     */
    public void check(SharedObjectEvent event) {
        SharedObjectWriter.check(event, outgoing.encoding());
    }

    /**
     * Asks to call {@code handler} of every user of the object; false, and asks nothing, while the
     * server has not read what was sent before.
     */
    public boolean send(String handler, List<AmfValue> arguments) {
        boolean reads = outgoing.isRead();
        if (reads) {
            unsent.add(new SendMessage(handler, arguments));
        }
        return reads;
    }

    /**
     * Sends what was asked since the last time, as few messages; the rest soon, where the server
     * does not read.
     */
    public void flush() {
        while (!unsent.isEmpty() && !released && outgoing.isRead()) {
            sendNext();
        }
        if (!unsent.isEmpty() && !released && !flushWaits) {
            flushWaits = true;
            outgoing.schedule(
                    () -> {
                        flushWaits = false;
                        flush();
                    },
                    FLUSH_MILLIS);
        }
    }

    private void sendNext() {
        List<SharedObjectEvent> next =
                unsent.subList(0, Math.min(MAX_EVENTS_A_MESSAGE, unsent.size()));
        List<SharedObjectEvent> sent = List.copyOf(next);
        next.clear();
        outgoing.events(name, persistent, sent);
    }

    /** Ends the use of it; nothing is heard of it any more. */
    public void release() {
        if (!released) {
            while (!unsent.isEmpty()) {
                sendNext();
            }
            outgoing.events(name, persistent, List.of(new Release()));
            released = true;
            onReleased.accept(this);
        }
    }

    /** Takes a message of the server. */
    void received(int version, List<SharedObjectEvent> events) {
        List<SharedObjectEvent> heard = new ArrayList<>();
        for (SharedObjectEvent event : events) {
            switch (event) {
                case UseSuccess _ -> {
                    used = true;
                    heard.add(event);
                }
                case Change(String slot, AmfValue value) ->
                        heard.add(isGone(value) ? new Remove(slot) : event);
                case Success _, Remove _, Clear _, SendMessage _, Malformed _ -> heard.add(event);
                case Status(String code, String level) -> {
                    listener.onStatus(NetStatus.of(level, code, name));
                    heard.add(event);
                }
                case Use _, Release _, RequestChange _, RequestRemove _ -> {} // ours to say
            }
        }
        listener.onEvents(version, heard);
    }

    private static boolean isGone(AmfValue value) {
        return value instanceof AmfNull || value instanceof AmfUndefined;
    }
}
