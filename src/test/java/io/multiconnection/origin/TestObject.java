package io.multiconnection.origin;

import io.multiconnection.amf.AmfNumber;
import io.multiconnection.amf.AmfObject;
import io.multiconnection.amf.AmfString;
import io.multiconnection.amf.AmfValue;
import io.multiconnection.rtmp.AmfEncoding;
import io.multiconnection.rtmp.LoopbackClient;
import io.multiconnection.rtmp.MessagePayload.SharedObjectMessage;
import io.multiconnection.rtmp.RtmpMessage;
import io.multiconnection.rtmp.SharedObjectEvent;
import io.multiconnection.rtmp.SharedObjectEvent.RequestChange;
import io.multiconnection.rtmp.SharedObjectEvent.Use;
import io.multiconnection.rtmp.SharedObjectEvent.UseSuccess;
import java.util.List;

/** Client with its shared object. */
final class TestObject implements AutoCloseable {

    private final LoopbackClient client;
    private final String name;
    private final boolean persistent;
    private final AmfEncoding encoding;

    private TestObject(
            int port, String app, String name, boolean persistent, AmfEncoding encoding) {
        this.client =
                LoopbackClient.connect(
                        port,
                        AmfObject.of(
                                "app",
                                new AmfString(app),
                                "objectEncoding",
                                new AmfNumber(encoding == AmfEncoding.AMF3 ? 3 : 0)));
        this.name = name;
        this.persistent = persistent;
        this.encoding = encoding;
        if (!client.nextCode().equals("NetConnection.Connect.Success")) {
            throw new AssertionError("not connected");
        }
    }

    /** Connects only. */
    static TestObject open(int port, String app, String name, boolean persistent) {
        return new TestObject(port, app, name, persistent, AmfEncoding.AMF0);
    }

    /** Connects and uses the object, which may refuse. */
    static TestObject use(Origin origin, String name, boolean persistent) {
        return use(origin.port(), name, persistent, AmfEncoding.AMF0);
    }

    static TestObject use(int port, String name, boolean persistent, AmfEncoding encoding) {
        TestObject object = new TestObject(port, "live", name, persistent, encoding);
        object.say(new Use());
        return object;
    }

    LoopbackClient client() {
        return client;
    }

    void say(RtmpMessage message) {
        client.send(message);
    }

    void say(SharedObjectEvent... events) {
        sayKnowing(0, events);
    }

    void sayKnowing(int version, SharedObjectEvent... events) {
        client.send(
                RtmpMessage.of(
                        new SharedObjectMessage(
                                name, version, persistent, List.of(events), encoding)));
    }

    void set(String slot, double value) {
        set(slot, new AmfNumber(value));
    }

    void set(String slot, AmfValue value) {
        say(new RequestChange(slot, value));
    }

    SharedObjectMessage nextMessage() {
        while (true) {
            if (client.next().payload() instanceof SharedObjectMessage message) {
                return message;
            }
        }
    }

    List<SharedObjectEvent> next() {
        return nextMessage().events();
    }

    /** Ignores messages until the client uses the object. */
    TestObject joined() {
        while (!next().contains(new UseSuccess())) {
            // not yet
        }
        return this;
    }

    @Override
    public void close() {
        client.close();
    }
}
