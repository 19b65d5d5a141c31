package io.multiconnection.publish;

import io.multiconnection.log.ServerEvent;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Flight recorder event of messages of one stream that were dropped in a row for a server. */
@Name("io.multiconnection.MediaDrop")
@Label("Media Drop")
@Description("Messages of a stream that were dropped because a server did not take them in time")
final class DropEvent extends ServerEvent {

    @Label("Frames")
    long frames;

    @Label("Bytes")
    @DataAmount
    long bytes;
}
