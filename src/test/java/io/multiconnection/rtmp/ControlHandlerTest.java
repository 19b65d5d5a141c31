package io.multiconnection.rtmp;

import static io.multiconnection.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.multiconnection.rtmp.MessagePayload.Acknowledgement;
import io.multiconnection.rtmp.MessagePayload.Audio;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth;
import io.multiconnection.rtmp.MessagePayload.SetPeerBandwidth.LimitType;
import io.multiconnection.rtmp.MessagePayload.WindowAcknowledgementSize;
import io.multiconnection.rtmp.UserControl.PingRequest;
import io.multiconnection.rtmp.UserControl.PingResponse;
import io.multiconnection.rtmp.UserControl.StreamBegin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlHandlerTest {

    private static final int WINDOW = 1000;

    private static final RtmpMessage FIRST = RtmpMessage.of(new StreamBegin(0));

    private final ByteCounter counter = new ByteCounter();
    private final ControlHandler control = new ControlHandler(counter, WINDOW);
    private final EmbeddedChannel channel = new EmbeddedChannel(counter, control);

    @BeforeEach
    void sendsItsFirstMessage() {
        channel.writeOutbound(FIRST);
        assertThat(sent()).isEqualTo(new WindowAcknowledgementSize(WINDOW));
        assertThat(sent()).isEqualTo(FIRST.payload());
    }

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void announcesItsWindowBeforeTheFirstMessage() {
        EmbeddedChannel quiet = new EmbeddedChannel(new ControlHandler(new ByteCounter(), WINDOW));

        quiet.writeOutbound(FIRST);
        quiet.writeOutbound(FIRST);

        assertThat(quiet.outboundMessages())
                .containsExactly(
                        RtmpMessage.of(new WindowAcknowledgementSize(WINDOW)), FIRST, FIRST);
        quiet.releaseOutbound();
        assertThat(quiet.finish()).isFalse();
    }

    /** State of a server before connect. */
    @Test
    void sendsNothingBeforeTheFirstMessage() {
        ByteCounter bytes = new ByteCounter();
        EmbeddedChannel quiet = new EmbeddedChannel(bytes, new ControlHandler(bytes, WINDOW));

        quiet.writeInbound(
                RtmpMessage.of(new PingRequest(7)),
                RtmpMessage.of(new SetPeerBandwidth(500, LimitType.HARD)),
                RtmpMessage.of(new WindowAcknowledgementSize(2)),
                hex("000000"));
        quiet.<ByteBuf>readInbound().release();
        quiet.pipeline().fireChannelWritabilityChanged();
        assertThat(quiet.outboundMessages()).isEmpty();

        quiet.writeOutbound(FIRST);
        assertThat(quiet.outboundMessages())
                .containsExactly(
                        RtmpMessage.of(new WindowAcknowledgementSize(500)),
                        FIRST,
                        RtmpMessage.of(new PingResponse(7)),
                        RtmpMessage.of(new Acknowledgement(3)));
        quiet.releaseOutbound();
        assertThat(quiet.finish()).isFalse();
    }

    @Test
    void answersPings() {
        receive(new PingRequest(77));

        assertThat(sent()).isEqualTo(new PingResponse(77));
    }

    @Test
    void acknowledgesTotalEveryHalfWindow() {
        receive(new WindowAcknowledgementSize(100));

        receiveBytes(50);
        assertThat(channel.outboundMessages()).isEmpty();
        receiveBytes(1);
        assertThat(sent()).isEqualTo(new Acknowledgement(51));
        receiveBytes(300);
        assertThat(sent()).isEqualTo(new Acknowledgement(351));
    }

    @Test
    void acknowledgesHalfOfDefaultWindow() {
        receiveBytes(1_250_000);
        assertThat(channel.outboundMessages()).isEmpty();
        receiveBytes(1);
        assertThat(sent()).isEqualTo(new Acknowledgement(1_250_001));
    }

    /** A window of 4 GiB - 1 is legal. The number is unsigned. */
    @Test
    void readsWindowAsUnsigned() {
        receive(new WindowAcknowledgementSize(-1));

        receiveBytes(10_000_000);

        assertThat(channel.outboundMessages()).isEmpty();
    }

    @Test
    void wrapsTotalAfterFourGibibytes() {
        receive(new WindowAcknowledgementSize(Integer.MAX_VALUE));

        receiveGibibyte();
        assertThat(sent()).isEqualTo(new Acknowledgement(1 << 30));
        receiveGibibyte();
        assertThat(sent()).isEqualTo(new Acknowledgement(2 << 30));
        receiveGibibyte();
        assertThat(sent()).isEqualTo(new Acknowledgement(3 << 30));
        receiveBytes(100);
        receiveGibibyte();
        assertThat(sent()).isEqualTo(new Acknowledgement(100));
    }

    @Test
    void appliesHardLimit() {
        receive(new SetPeerBandwidth(2000, LimitType.HARD));
        assertThat(sent()).isEqualTo(new WindowAcknowledgementSize(2000));

        receive(new SetPeerBandwidth(2000, LimitType.HARD));
        assertThat(channel.outboundMessages()).as("it is in force already").isEmpty();
    }

    @Test
    void appliesSoftLimitIfLower() {
        receive(new SetPeerBandwidth(2000, LimitType.SOFT));
        assertThat(channel.outboundMessages()).isEmpty();

        receive(new SetPeerBandwidth(500, LimitType.SOFT));
        assertThat(sent()).isEqualTo(new WindowAcknowledgementSize(500));
    }

    @Test
    void appliesDynamicLimitOnlyAfterHardLimit() {
        receive(new SetPeerBandwidth(500, LimitType.DYNAMIC));
        assertThat(channel.outboundMessages()).isEmpty();

        receive(new SetPeerBandwidth(2000, LimitType.HARD));
        assertThat(sent()).isEqualTo(new WindowAcknowledgementSize(2000));
        receive(new SetPeerBandwidth(500, LimitType.DYNAMIC));
        assertThat(sent()).isEqualTo(new WindowAcknowledgementSize(500));
    }

    @Test
    void storesAcknowledgementOfPeer() {
        receive(new Acknowledgement(1234));

        assertThat(control.acknowledgedByPeer()).isEqualTo(1234);
    }

    @Test
    void forwardsOtherMessages() {
        RtmpMessage audio = new RtmpMessage(0, 1, new Audio(hex("af")));
        RtmpMessage begin = RtmpMessage.of(new StreamBegin(1));

        channel.writeInbound(audio, begin);

        assertThat(channel.<RtmpMessage>readInbound()).isSameAs(audio);
        assertThat(channel.<RtmpMessage>readInbound()).isSameAs(begin);
        audio.release();
    }

    /** A peer that pings without end and never reads must not fill the memory. */
    @Test
    void queuesOneAnswerOfEachKindWhilePeerDoesNotRead() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        channel.write(hex("000000"));
        assertThat(channel.isWritable()).isFalse();
        receive(new WindowAcknowledgementSize(10));
        for (int i = 0; i < 1000; i++) {
            receive(new PingRequest(i));
            receive(new SetPeerBandwidth(i, LimitType.HARD));
            receiveBytes(10);
        }

        channel.flush();
        channel.<ByteBuf>readOutbound().release();

        assertThat(sent()).isEqualTo(new WindowAcknowledgementSize(999));
        assertThat(sent()).isEqualTo(new PingResponse(999));
        assertThat(sent()).isEqualTo(new Acknowledgement(10_000));
    }

    private void receive(MessagePayload payload) {
        channel.writeInbound(RtmpMessage.of(payload));
    }

    private void receiveBytes(int bytes) {
        receive(channel.alloc().buffer(bytes).writeZero(bytes));
    }

    /** Receives 1 GiB as 1024 references to 1 MiB of memory. */
    private void receiveGibibyte() {
        ByteBuf mebibyte = channel.alloc().buffer(1 << 20).writeZero(1 << 20);
        CompositeByteBuf gibibyte = channel.alloc().compositeBuffer(1024);
        for (int i = 0; i < 1024; i++) {
            gibibyte.addComponent(true, mebibyte.retainedDuplicate());
        }
        mebibyte.release();
        receive(gibibyte);
    }

    private void receive(ByteBuf bytes) {
        channel.writeInbound(bytes);
        channel.<ByteBuf>readInbound().release();
    }

    private MessagePayload sent() {
        return channel.<RtmpMessage>readOutbound().payload();
    }
}
