package io.multiconnection.example;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pending clients of all rooms, oldest first. */
final class PendingClients {

    private final Map<String, PendingClient> clients = new LinkedHashMap<>();
    private final int max;

    PendingClients(int max) {
        this.max = max;
    }

    /** Adds a client; returns false if the maximum is pending. */
    synchronized boolean add(PendingClient client) {
        if (clients.size() >= max) {
            return false;
        }
        clients.put(client.id(), client);
        return true;
    }

    /** Removes and returns a client; null if there is none with this id. */
    synchronized PendingClient take(String id) {
        return clients.remove(id);
    }

    /** Removes and returns a client of a room; null if there is none with this id. */
    synchronized PendingClient take(String id, String room) {
        PendingClient client = clients.get(id);
        return client == null || !client.room().equals(room) ? null : clients.remove(id);
    }

    /** Removes and returns the clients that are pending for this time or longer. */
    synchronized List<PendingClient> takeOlderThan(long nanos) {
        List<PendingClient> old = new ArrayList<>();
        for (PendingClient client : clients.values()) {
            if (System.nanoTime() - client.sinceNanos() >= nanos) {
                old.add(client);
            }
        }
        old.forEach(client -> clients.remove(client.id()));
        return old;
    }

    /** Returns what operators of a room see. */
    synchronized List<Map<String, Object>> views(String room) {
        List<Map<String, Object>> views = new ArrayList<>();
        for (PendingClient client : clients.values()) {
            if (client.room().equals(room)) {
                views.add(client.view());
            }
        }
        return views;
    }
}
