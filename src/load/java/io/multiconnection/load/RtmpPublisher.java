package io.multiconnection.load;

import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.Video;
import io.multiconnection.rtmp.SharedMedia;
import io.multiconnection.rtmp.client.NetStatus;
import io.multiconnection.rtmp.client.NetStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.smallrye.mutiny.Uni;

/** Publisher that is an RTMP client. */
final class RtmpPublisher extends RtmpStreamClient implements Publisher {

    RtmpPublisher(RtmpConnector connector, String name) {
        super(connector, name);
    }

    @Override
    Uni<NetStatus> use(NetStream stream, String name) {
        return stream.publish(name, "live");
    }

    @Override
    public void send(Frame frame, int timestamp, long nanos) {
        ByteBuf body = PooledByteBufAllocator.DEFAULT.directBuffer(frame.length());
        frame.writeTo(body, nanos);
        SharedMedia media =
                SharedMedia.of(
                        timestamp,
                        frame.type() == Frame.VIDEO ? new Video(body) : new Audio(body),
                        PooledByteBufAllocator.DEFAULT);
        stream().write(media);
        stream().flush();
    }
}
