import { Camera, Microphone, MultiConnection } from "multiconnection";

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const log = (...parts: unknown[]) => element("log").append(`${parts.map((p) => JSON.stringify(p)).join(" ")}\n`);

const { suggested } = (await (await fetch("api/destinations")).json()) as { suggested: string[] };
element<HTMLTextAreaElement>("servers").value = suggested.join("\n");

let mc: MultiConnection | undefined;
element("live").addEventListener("click", async () => {
  if (mc !== undefined) {
    await mc.close();
    mc = undefined;
    element("live").textContent = "Go live";
    return;
  }
  const [camera, microphone] = await Promise.all([Camera.get({ width: 640, height: 360 }), Microphone.get()]);
  element<HTMLVideoElement>("preview").srcObject = new MediaStream([camera.track]);
  mc = new MultiConnection(new URL("v1", location.href.replace(/^http/, "ws")));
  mc.on("server", (server) => log(server));
  mc.on("close", (closing) => log(closing));
  try {
    await mc.connect(element<HTMLTextAreaElement>("servers").value.trim().split("\n"), { require: "any" });
    const stream = await mc.publish(element<HTMLInputElement>("name").value, { video: camera, audio: microphone });
    log(stream.formats);
    stream.on("error", (error) => log(error.code, error.message));
    stream.on("stats", ({ timestamp }) => {
      element("timer").textContent = (timestamp / 1000).toFixed(1);
    });
    element("live").textContent = "End";
  } catch (error) {
    log(String(error));
  }
});
