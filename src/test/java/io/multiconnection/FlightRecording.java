package io.multiconnection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Flight recording of one kind of event of the gateway, from creation to close. */
public final class FlightRecording implements AutoCloseable {

    private final Recording recording = new Recording();
    private final String name;

    /** Starts to record events of {@code io.multiconnection.<name>}. */
    public FlightRecording(String name) {
        this.name = "io.multiconnection." + name;
        recording.enable(this.name);
        recording.start();
    }

    /** Stops recording, and returns the events in the order in which they ended. */
    public List<RecordedEvent> stop() throws IOException {
        recording.stop();
        Path file = Files.createTempFile("test", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(name))
                    .sorted((a, b) -> a.getEndTime().compareTo(b.getEndTime()))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void close() {
        recording.close();
    }
}
