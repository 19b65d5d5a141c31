package io.multiconnection.target;

import io.multiconnection.log.ServerEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Flight recorder event of the time in which a server was Lagging. */
@Name("io.multiconnection.ServerLag")
@Label("Server Lag")
@Description("Time in which a server was too slow for the media sent to it")
final class LagEvent extends ServerEvent {}
