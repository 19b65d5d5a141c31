package io.multiconnection.rtmp.server;

import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Data;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.MessagePayload.Video;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Application that accepts all requests and records events. */
class OpenApplication implements ServerApplication {

    final List<String> events = new ArrayList<>();
    @Nullable ServerConnectRequest connectRequest;
    @Nullable ServerCall lastCall;
    @Nullable ServerStream lastStream;

    @Override
    public void connect(ServerConnection connection, ServerConnectRequest request) {
        connectRequest = request;
        connection.accept();
    }

    @Override
    public void disconnected(ServerConnection connection) {
        events.add("disconnected");
    }

    @Override
    public void publish(
            ServerConnection connection, ServerStream stream, ServerPublishRequest request) {
        lastStream = stream;
        request.accept(
                new ServerPublication() {
                    @Override
                    public void audio(int timestamp, Audio audio) {
                        events.add("audio at " + timestamp);
                    }

                    @Override
                    public void video(int timestamp, Video video) {
                        events.add("video at " + timestamp);
                    }

                    @Override
                    public void data(int timestamp, Data data) {
                        events.add(data.name() + " at " + timestamp);
                    }

                    @Override
                    public void ended() {
                        events.add("unpublished " + request.name());
                    }
                });
    }

    @Override
    public void play(ServerConnection connection, ServerStream stream, ServerPlayRequest request) {
        request.accept(
                new ServerPlayback() {
                    @Override
                    public void pause(boolean paused) {
                        events.add("pause " + paused);
                    }

                    @Override
                    public void seek(double position) {
                        events.add("seek " + position);
                    }

                    @Override
                    public void bufferLength(int milliseconds) {
                        events.add("buffer " + milliseconds);
                    }

                    @Override
                    public void receiveAudio(boolean wanted) {
                        events.add("audio " + wanted);
                    }

                    @Override
                    public void receiveVideo(boolean wanted) {
                        events.add("video " + wanted);
                    }

                    @Override
                    public void ended() {
                        events.add("stopped " + request.name());
                    }
                });
    }

    @Override
    public void call(ServerConnection connection, ServerCall call) {
        lastCall = call;
    }

    @Override
    public void sharedObject(ServerConnection connection, SharedObjectMessage message) {
        events.add("shared object " + message.name());
    }
}
