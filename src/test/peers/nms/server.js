// Node-Media-Server on 127.0.0.1, in the current folder, which holds key.pem and certificate.pem.
// Arguments: the ports for RTMP, RTMPS and HTTP.
import NodeMediaServer from "node-media-server";

const [rtmp, rtmps, http] = process.argv.slice(2).map(Number);

await new NodeMediaServer(
  {
    bind: "127.0.0.1",
    rtmp: { port: rtmp },
    rtmps: { port: rtmps, key: "key.pem", cert: "certificate.pem" },
    http: { port: http },
    auth: { play: false, publish: false, secret: "test", jwt: { secret: "test", users: [] } },
    notify: { url: "" },
    record: { auto: false, path: "record" },
    store: { path: "store" },
    webadmin: { enable: false },
  },
  "config.json",
).run();
