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
 * Remote shared object on one server (RTMP 1.0, section 7.1.3). Lives on its connection's event
 * loop. Stores no slots; it passes the server's events to its listener.
 */
public final class SharedObject {

    /**
     * Receives the events of a shared object. Called on the event loop, once for each message of
     * the server.
     */
    public interface Listener {

        /**
         * Receives the events of one message, including the response to use.
         *
         * @param version version of the object, unsigned
         * @param events in order, statuses included; a change to null or undefined is a removal
         */
        void onEvents(int version, List<SharedObjectEvent> events);

        /** Receives a status, such as {@code SharedObject.BadPersistence}. */
        void onStatus(NetStatus status);
    }

    /**
     * Most events in a message. With values of up to 64 KiB, a message stays far below RTMP's 16
     * MiB.
     */
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

    /** Returns whether the server has responded to use. */
    boolean isUsed() {
        return used;
    }

    /**
     * Requests the use of the object every second until the server responds. Red5 may not respond
     * to the second of two clients that open a new object at the same instant.
     */
    void use() {
        if (!used && !released) {
            outgoing.events(name, persistent, List.of(new Use()));
            outgoing.schedule(this::use, USE_MILLIS);
        }
    }

    /** Queues a request to set a slot, or to remove it if {@code value} is null or undefined. */
    public void set(String slot, AmfValue value) {
        unsent.add(isGone(value) ? new RequestRemove(slot) : new RequestChange(slot, value));
    }

    /**
     * Checks that an event can be written to this server.
     *
     * @throws AmfException if the encoding of the connection cannot express it
     */
    public void check(SharedObjectEvent event) {
        SharedObjectWriter.check(event, outgoing.encoding());
    }

    /**
     * Queues a call of {@code handler} on every user of the object. Returns false, and queues
     * nothing, while the server has too much to read.
     */
    public boolean send(String handler, List<AmfValue> arguments) {
        boolean reads = outgoing.isRead();
        if (reads) {
            unsent.add(new SendMessage(handler, arguments));
        }
        return reads;
    }

    /**
     * Sends the queued events in as few messages as possible. Retries the rest later if the server
     * has too much to read.
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

    /**
     * Sends the queued events and ends the use of the object. The listener receives no further
     * events.
     */
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

    /** Receives the events of one message. */
    void received(int version, List<SharedObjectEvent> events) {
        List<SharedObjectEvent> received = new ArrayList<>();
        for (SharedObjectEvent event : events) {
            switch (event) {
                case UseSuccess _ -> {
                    used = true;
                    received.add(event);
                }
                case Change(String slot, AmfValue value) ->
                        received.add(isGone(value) ? new Remove(slot) : event);
                case Success _, Remove _, Clear _, SendMessage _, Malformed _ ->
                        received.add(event);
                case Status(String code, String level) -> {
                    listener.onStatus(NetStatus.of(level, code, name));
                    received.add(event);
                }
                case Use _,
                        Release _,
                        RequestChange _,
                        RequestRemove _ -> {} // sent by clients only
            }
        }
        listener.onEvents(version, received);
    }

    private static boolean isGone(AmfValue value) {
        return value instanceof AmfNull || value instanceof AmfUndefined;
    }
}
