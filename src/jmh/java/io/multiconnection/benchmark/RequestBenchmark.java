package io.multiconnection.benchmark;

import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.RequestReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Reading of requests from JSON. */
@State(Scope.Thread)
public class RequestBenchmark {

    private static final int JSON_DEPTH = 64;

    /** Requests in JSON. */
    public enum Json {
        CONNECT(
                """
                {"id":1,"type":"connect","require":"all","recover":true,
                "servers":["rtmp://a.example/live","rtmp://b.example/live"]}\
                """),
        PUBLISH(
                """
                {"id":3,"type":"publish","stream":1,"name":"show","names":{"1":"show-b"}}\
                """),
        METADATA(
                """
                {"id":4,"type":"send","stream":1,"handler":"@setDataFrame","args":["onMetaData",
                {"width":1280,"height":720,"videocodecid":7,"videodatarate":2500,"framerate":30,
                "audiocodecid":10,"audiodatarate":160,"audiosamplerate":48000,"stereo":true}]}\
                """),
        CALL(
                """
                {"id":7,"type":"call","method":"sendMessage","on":"all","args":[
                {"name":"Anna","role":"host"},{"text":"Good evening","private":false},[3,5,8]]}\
                """),
        SET_SLOTS(
                """
                {"id":10,"type":"setSlots","name":"info","changes":[
                {"path":["title"],"value":"Live from Berlin"},{"path":["viewers"],"value":1702}]}\
                """);

        private final String text;

        Json(String text) {
            this.text = text;
        }
    }

    @Param Json json;

    private final RequestReader reader = new RequestReader(JSON_DEPTH);

    @Benchmark
    public Request read() {
        return reader.read(json.text);
    }
}
