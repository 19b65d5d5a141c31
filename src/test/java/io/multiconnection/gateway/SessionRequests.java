package io.multiconnection.gateway;

import io.multiconnection.FuzzInput;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests as PROTOCOL.md, section 4, describes them, with values that a fuzz input chooses. */
final class SessionRequests {

    private static final String[] VALUES = {
        "null",
        "1.5",
        "'text'",
        "[1,[2]]",
        "{'a':{'b':true}}",
        "{'$amf':'undefined'}",
        "{'$amf':'date','ms':1,'timeZone':0}",
        "{'$amf':'vector','of':'int','fixed':true,'items':[1]}",
        "[{'$amf':'array','id':1,'items':[{'$amf':'ref','id':1}]}]",
    };

    private final FuzzInput input;
    private final List<Supplier<String>> kinds;

    SessionRequests(FuzzInput input) {
        this.input = input;
        this.kinds = kinds();
    }

    private List<Supplier<String>> kinds() {
        return List.of(
                this::connect,
                () -> "'type':'createStream'",
                this::publish,
                this::play,
                () -> "'type':'pause'" + stream() + ",'paused':" + flag(),
                () -> "'type':'seek'" + stream() + ",'position':" + input.choice(256),
                () -> "'type':'receive'" + stream() + ",'audio':" + flag(),
                () -> "'type':'bufferTime'" + stream() + ",'buffer':" + input.choice(70),
                () -> "'type':'send'" + stream() + ",'handler':'onData','args':" + args(),
                this::call,
                () ->
                        "'type':'return','call':%d,'value':%s"
                                .formatted(1 + input.choice(4), value()),
                () ->
                        "'type':'useSharedObject'%s,'persistent':%b,'mirror':%b,'copies':%b"
                                .formatted(named(), flag(), flag(), flag()),
                () ->
                        "'type':'setSlots'%s,'changes':[{'path':['%s'],'value':%s}]"
                                .formatted(named(), slot(), value()),
                () ->
                        "'type':'setSlots'%s,'changes':[{'path':['%s','x'],'value':%s}]"
                                .formatted(named(), slot(), value()),
                () -> "'type':'sendMessage'" + named() + ",'handler':'h','args':" + args(),
                () -> "'type':'clearSharedObject'" + named(),
                () -> "'type':'releaseSharedObject'" + named(),
                () -> "'type':'closeStream'" + stream(),
                () -> "'type':'reconnect','server':%d%s".formatted(number(), elsewhere()),
                () -> "'type':'addServer','server':'%s'".formatted(server()),
                () -> "'type':'removeServer','server':" + number(),
                () -> "'type':'disconnect'");
    }

    String next(long id) {
        String fields = kinds.get(input.choice(kinds.size())).get();
        return "{'id':%d,%s}".formatted(id, fields).replace('\'', '"');
    }

    String slot() {
        return "slot" + input.choice(3);
    }

    String object() {
        return "so" + input.choice(2);
    }

    private String connect() {
        int count = 1 + input.choice(4);
        String servers =
                IntStream.range(0, count)
                        .mapToObj(_ -> "'" + server() + "'")
                        .collect(Collectors.joining(","));
        return "'type':'connect','servers':[%s],'require':%s,'recover':%b"
                .formatted(servers, flag() ? "'all'" : "1", flag());
    }

    /** A server's behavior is chosen by its port; 600 behaves correctly. */
    private String server() {
        return "rtmp://s%d:%d/live"
                .formatted(
                        input.choice(3), 600 + input.choice(MemoryServer.Manner.values().length));
    }

    private String elsewhere() {
        return flag() ? ",'to':'" + server() + "'" : "";
    }

    private String publish() {
        return "'type':'publish'%s,'name':'n%d'".formatted(stream(), input.choice(2));
    }

    private String play() {
        return "'type':'play'%s,'name':'n%d','start':%d"
                .formatted(stream(), input.choice(2), input.choice(4) - 2);
    }

    private String call() {
        String on =
                switch (input.choice(4)) {
                    case 0 -> "'all'";
                    case 1 -> "'first'";
                    default -> String.valueOf(number());
                };
        return "'type':'call','method':'m','args':%s,'on':%s,'reply':%b"
                .formatted(args(), on, flag());
    }

    private String args() {
        return "[" + value() + "]";
    }

    private String value() {
        return VALUES[input.choice(VALUES.length)];
    }

    private String named() {
        return ",'name':'" + object() + "'";
    }

    private String stream() {
        return ",'stream':" + (1 + input.choice(3));
    }

    private int number() {
        return input.choice(5);
    }

    private boolean flag() {
        return input.choice(2) == 0;
    }
}
