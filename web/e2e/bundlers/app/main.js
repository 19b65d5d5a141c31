import { Camera, Microphone, MultiConnection } from "multiconnection";
import { hostedFiles } from "./hosted-files.js";

/** Publishes camera and microphone to a server, and plays the stream from there. */
window.broadcast = async ({ gateway, server, name, hosted }) => {
  const mc = new MultiConnection(gateway, hosted ? hostedFiles : {});
  await mc.connect([server]);
  const [camera, microphone] = [await Camera.get({ width: 320, height: 180, frameRate: 15 }), await Microphone.get()];
  const published = await mc.publish(name, { video: camera, audio: microphone, keyframeInterval: 0.5 });
  const played = await mc.play(name);
  await played.attach(document.querySelector("video"));
  window.end = async () => {
    await played.close();
    await published.close();
    await mc.close();
  };
};

/** Returns the error of a connection that cannot be opened. */
window.failure = async (gateway, files) => {
  const mc = new MultiConnection(gateway, files);
  return mc.hello.then(
    () => "",
    (error) => error.message,
  );
};
